/**
 * Kinds of clients, told by what they offer. A balancer meets hundreds of thousands of hellos of a few hundred kinds, so
 * what is read of an offer is read at the first failure of a kind and shared.
 */
import { u16, u8 } from "../bytes/big-endian";
import { ByteCursor } from "../bytes/cursor";
import { cipherSuiteName } from "./cipher-suites";
import type { ClientOffer } from "./client-offer";
import { codesIn, type CodeList } from "./code-list";
import { isGrease } from "./grease";
import { groupName } from "./groups";
import { versionName } from "./names";
import { printable } from "./printable";
import { signatureSchemeName } from "./signature-schemes";

/** What hellos of one kind of client share. None of it must be changed. */
export interface ClientKind {
  readonly offer: ClientOffer;
}

/** The length of a list that is absent; a list of its own is shorter, since an extension holds its length as well. */
const ABSENT = 0xffff;

/** Kind of the clients that make an offer, as `assembly/tls/offer.ts` writes it. */
export function clientKind(bytes: Uint8Array, start: number, end: number): ClientKind {
  return { offer: readOffer(bytes, start, end) };
}

const key = new ByteCursor();

function readOffer(bytes: Uint8Array, start: number, end: number): ClientOffer {
  key.reset(bytes, start, end);
  const legacyVersion = key.u16();
  const cipherSuites = readCodes(bytes, cipherSuiteName) ?? { codes: [], names: [] };
  const supportedVersions = readCodes(bytes, versionName);
  const supportedGroups = readCodes(bytes, groupName);
  const signatureAlgorithms = readCodes(bytes, signatureSchemeName);
  const ecPointFormats = readPiece((from, to) => Array.from(bytes.subarray(from, to)));
  const alpn = readPiece((from, to) => protocolNames(bytes, from, to));
  const extensionTypes = [...codesIn(bytes, key.position, end)].sort((a, b) => a - b);
  return {
    legacyVersion,
    cipherSuites,
    extensionTypes,
    alpn,
    supportedVersions,
    supportedGroups,
    signatureAlgorithms,
    ecPointFormats,
  };
}

function readCodes(bytes: Uint8Array, nameOf: (code: number) => string): CodeList | null {
  return readPiece((from, to) => {
    const codes = codesIn(bytes, from, to);
    return { codes, names: codes.map(nameOf) };
  });
}

function readPiece<T>(read: (start: number, end: number) => T): T | null {
  const length = key.u16();
  if (length === ABSENT) return null;
  const start = key.skip(length);
  return read(start, start + length);
}

/** ALPN, RFC 7301 section 3.1: protocol names, each after its length in one byte. */
function protocolNames(bytes: Uint8Array, start: number, end: number): readonly string[] {
  const names: string[] = [];
  let at = start;
  while (at < end && at + 1 + u8(bytes, at) <= end) {
    const nameEnd = at + 1 + u8(bytes, at);
    const grease = nameEnd - at === 3 && isGrease(u16(bytes, at + 1));
    if (!grease) names.push(printable(bytes, at + 1, nameEnd));
    at = nameEnd;
  }
  return names;
}
