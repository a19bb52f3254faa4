/**
 * ServerHello and HelloRetryRequest, RFC 8446 sections 4.1.3 and 4.1.4, after the four bytes of the handshake header:
 *
 *   uint16 legacy_version | 32 bytes random | uint8 length, session_id | uint16 cipher_suite | uint8 compression_method
 *   uint16 length, extensions (absent in old servers)
 */
import { shortAt } from "../bytes/big-endian";
import { ByteMemo, Entry } from "../bytes/byte-memo";
import { ByteWriter } from "../bytes/byte-writer";
import { areEqual } from "../bytes/compare";
import { cursor, NOWHERE, readingOf, ReadStatus } from "../bytes/cursor";
import { ExtensionType } from "./extension-types";
import { MAX_MESSAGE_BYTES } from "./handshake-messages";

/** SHA-256 of "HelloRetryRequest", RFC 8446 section 4.1.3. */
// prettier-ignore
const HELLO_RETRY_RANDOM = memory.data<u8>([
  0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
  0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
]);
const RANDOM_BYTES = 32;
const MAX_SESSION_ID_BYTES = 32;

/** Of an extension that is read no more counts: two lengths, a protocol's name, and a byte that should not be there. */
const MAX_CONTENT_BYTES = 2 + 1 + 255 + 1;

/** Choices met before: a server makes few, whatever its randoms and keys. */
const choices = new ByteMemo(1024, 512);

/** What is read of a hello: legacy_version, cipher_suite, then type, length and content of each extension. */
const choice = new ByteWriter(heap.alloc(MAX_MESSAGE_BYTES));

/** What the hello last read says. */
@unmanaged
class ServerHello {
  /** It asks for a second hello instead of answering; told by its random. */
  isHelloRetryRequest: bool = false;
  /** The version chosen: from supported_versions, else legacy_version. */
  version: i32 = 0;
  cipherSuite: i32 = 0;

  /** The entry of what was chosen, to be given back by `release`. */
  choice(): Entry {
    return choices.get(choice.start, choice.at);
  }
}

export const serverHello = new ServerHello();

/** Reads the hello in `[start, end)`, which is `announcedLength` bytes long when the capture lost none of it. */
export function readServerHello(start: usize, end: usize, announcedLength: i32): ReadStatus {
  cursor.reset(start, end);
  const legacyVersion = cursor.short();
  const random = cursor.skip(RANDOM_BYTES);
  const old = isOldDraft(legacyVersion);
  const sessionIdLength = old ? 0 : cursor.byte();
  cursor.skip(sessionIdLength);
  const cipherSuite = cursor.short();
  cursor.skip(old ? 0 : 1); // compression_method
  const missing = announcedLength > <i32>(end - start);
  if (cursor.status !== ReadStatus.OK) return missing ? ReadStatus.TRUNCATED : ReadStatus.MALFORMED;

  serverHello.isHelloRetryRequest = areEqual(random, HELLO_RETRY_RANDOM, RANDOM_BYTES);
  serverHello.version = legacyVersion;
  serverHello.cipherSuite = cipherSuite;
  choice.at = choice.start;
  choice.short(legacyVersion);
  choice.short(cipherSuite);
  addExtensions();
  const status = readingOf(missing);
  if (status !== ReadStatus.OK) return status;
  return cursor.remaining > 0 || sessionIdLength > MAX_SESSION_ID_BYTES ? ReadStatus.MALFORMED : ReadStatus.OK;
}

/** Up to draft 21 of TLS 1.3 a ServerHello named the draft as its version and had no session id and no compression. */
function isOldDraft(version: i32): bool {
  return version >> 8 === 0x7f;
}

/** Adds type, length and as much of the content as is read. */
function addExtensions(): void {
  if (cursor.remaining === 0) return;
  const outer = cursor.enter(cursor.short());
  while (cursor.remaining > 0 && cursor.status === ReadStatus.OK) {
    const type = cursor.short();
    const length = cursor.short();
    const start = cursor.skip(length);
    if (start === NOWHERE) break;
    const kept = min(length, keptBytes(type));
    choice.short(type);
    choice.short(kept);
    choice.copy(start, kept);
    if (type === ExtensionType.SUPPORTED_VERSIONS && kept === 2) serverHello.version = shortAt(start);
  }
  cursor.leave(outer);
}

/** Of key_share the group is of interest, and not the key. */
function keptBytes(type: i32): i32 {
  if (type === ExtensionType.KEY_SHARE) return 2;
  return type === ExtensionType.SUPPORTED_VERSIONS || type === ExtensionType.ALPN ? MAX_CONTENT_BYTES : 0;
}
