/**
 * ClientHello, RFC 8446 section 4.1.2, after the four bytes of the handshake header:
 *
 *   uint16 legacy_version | 32 bytes random | uint8 length, session_id | uint16 length, cipher_suites
 *   uint8 length, compression_methods | uint16 length, extensions (absent in the oldest clients)
 */
import { byteAt, shortAt } from "../bytes/big-endian";
import { ByteMemo } from "../bytes/byte-memo";
import { cursor, NOWHERE, readingOf, ReadStatus } from "../bytes/cursor";
import { Conversation } from "./conversation";
import { ExtensionType } from "./extension-types";
import { ja3 } from "./ja3";
import { addBytes, addCodes, addExtensionTypes, beginOffer, List, offerEntry } from "./offer";

const MAX_SESSION_ID_BYTES = 32;
const RANDOM_BYTES = 32;

/** As many extensions as two bytes of length have room for, each with a header of four. */
const MAX_EXTENSIONS = 16_384;

/** A balancer serves a long tail of names, most of them asked for again and again. */
const names = new ByteMemo(32_768, 512);

/** Types of the extensions of the hello at hand, in wire order, GREASE kept. */
const types = heap.alloc(2 * MAX_EXTENSIONS);
let count = 0;

const ciphers = new List();
const versions = new List();
const groups = new List();
const schemes = new List();
const pointFormats = new List();
const protocols = new List();
/** The host name in server_name; empty where there is an extension and no name in it. */
const hostName = new List();
let hasEarlyData = false;

/**
 * Reads a whole hello and notes what it offers in the conversation, unless it is malformed.
 *
 * An extension whose content contradicts its own length does not make the hello malformed: what can be read of it is.
 */
export function readClientHello(conversation: Conversation, start: usize, end: usize): ReadStatus {
  cursor.reset(start, end);
  const legacyVersion = cursor.short();
  cursor.skip(RANDOM_BYTES);
  const sessionIdLength = cursor.byte();
  cursor.skip(sessionIdLength);
  const cipherBytes = cursor.short();
  const cipherStart = cursor.skip(cipherBytes);
  cursor.skip(cursor.byte()); // compression_methods
  if (cursor.status !== ReadStatus.OK) return ReadStatus.MALFORMED;

  walkExtensions();
  const contradicts = cursor.remaining > 0 || cipherBytes % 2 === 1 || sessionIdLength > MAX_SESSION_ID_BYTES;
  if (readingOf(false) !== ReadStatus.OK || contradicts) return ReadStatus.MALFORMED;

  ciphers.set(cipherStart, cipherStart + cipherBytes);
  beginOffer(legacyVersion);
  addCodes(ciphers);
  addCodes(versions);
  addCodes(groups);
  addCodes(schemes);
  addBytes(pointFormats);
  addBytes(protocols);
  addExtensionTypes(types, count);
  conversation.hello = offerEntry();
  conversation.hasEarlyData = hasEarlyData;
  if (hostName.start !== NOWHERE) conversation.serverName = names.get(hostName.start, hostName.end);
  const digestAt = changetype<usize>(conversation) + offsetof<Conversation>("ja30");
  ja3(legacyVersion, ciphers, types, count, groups, pointFormats, digestAt);
  return ReadStatus.OK;
}

/** Walks the block at the cursor: for each extension `uint16 extension_type, uint16 length, opaque data`. */
function walkExtensions(): void {
  count = 0;
  hasEarlyData = false;
  versions.clear();
  groups.clear();
  schemes.clear();
  pointFormats.clear();
  protocols.clear();
  hostName.clear();
  if (cursor.remaining === 0) return;
  const outer = cursor.enter(cursor.short());
  while (cursor.remaining > 0 && cursor.status === ReadStatus.OK) {
    const type = cursor.short();
    const length = cursor.short();
    const start = cursor.skip(length);
    if (start === NOWHERE) break;
    store<u16>(types + 2 * <usize>count, type);
    count++;
    takeExtension(type, start, start + length);
  }
  cursor.leave(outer);
}

function takeExtension(type: i32, start: usize, end: usize): void {
  switch (type) {
    case ExtensionType.SERVER_NAME:
      takeHostName(start, end);
      break;
    case ExtensionType.ALPN:
      takeList(protocols, start, end, 2);
      break;
    case ExtensionType.SUPPORTED_VERSIONS:
      takeList(versions, start, end, 1);
      break;
    case ExtensionType.SUPPORTED_GROUPS:
      takeList(groups, start, end, 2);
      break;
    case ExtensionType.SIGNATURE_ALGORITHMS:
      takeList(schemes, start, end, 2);
      break;
    case ExtensionType.EC_POINT_FORMATS:
      takeList(pointFormats, start, end, 1);
      break;
    case ExtensionType.EARLY_DATA:
      hasEarlyData = true;
      break;
    default:
      break;
  }
}

/** Takes the list that fills an extension, behind its length of one or two bytes. */
function takeList(list: List, start: usize, end: usize, lengthBytes: usize): void {
  if (end - start < lengthBytes) return;
  const from = start + lengthBytes;
  const to = from + (lengthBytes === 1 ? byteAt(start) : shortAt(start));
  if (to <= end) list.set(from, to);
}

const HOST_NAME = 0;

/** server_name, RFC 6066 section 3: a list of which only the first host name counts. */
function takeHostName(start: usize, end: usize): void {
  hostName.set(start, start);
  if (end - start < 2) return;
  const listEnd = start + 2 + shortAt(start);
  if (listEnd > end) return;
  for (let at = start + 2; at + 3 <= listEnd;) {
    const nameEnd = at + 3 + shortAt(at + 1);
    if (nameEnd > listEnd) return;
    if (byteAt(at) === HOST_NAME) {
      hostName.set(at + 3, nameEnd);
      return;
    }
    at = nameEnd;
  }
}
