/**
 * ClientHello, RFC 8446 section 4.1.2, after the four bytes of the handshake header:
 *
 *   uint16 legacy_version | 32 bytes random | uint8 length, session_id | uint16 length, cipher_suites
 *   uint8 length, compression_methods | uint16 length, extensions (absent in the oldest clients)
 */
import { ByteCursor } from "../bytes/cursor";
import { cipherSuiteName } from "./cipher-suites";
import { readClientExtension, type ClientExtensions, type Draft } from "./client-hello-extensions";
import { byteListMemo, codeListMemo, NO_CODES, sharedCodes, type CodeList } from "./code-list";
import { readExtensions, unreadable, type Unreadable } from "./hello-message";

/** What a client offers. Nothing in it borrows from the packet; lists are shared between hellos and must not be changed. */
export interface ClientHello extends ClientExtensions {
  /** Written in the format of SSL 2.0 (RFC 5246 appendix E.2): no extensions, no fingerprint. */
  readonly sslv2: boolean;
  /** The highest version, for clients that send no supported_versions; 0x0303 for the others. */
  readonly legacyVersion: number;
  readonly cipherSuites: CodeList;
  readonly compressionMethods: readonly number[];
  /** Types in wire order, GREASE kept. */
  readonly extensions: readonly number[];
}

const MAX_SESSION_ID_BYTES = 32;
const RANDOM_BYTES = 32;

const message = new ByteCursor();
const cipherLists = codeListMemo(cipherSuiteName);
const compressionLists = byteListMemo();

/**
 * Reads the hello in `bytes[start, end)`, borrowed for the call. `announcedLength` is the length in the handshake
 * header, larger than what is there when the capture lost the rest.
 */
export function parseClientHello(
  bytes: Uint8Array,
  start: number,
  end: number,
  announcedLength = end - start,
): ClientHello | Unreadable {
  message.reset(bytes, start, end);
  const legacyVersion = message.u16();
  message.skip(RANDOM_BYTES);
  const sessionIdLength = message.u8();
  message.skip(sessionIdLength);
  const cipherBytes = message.u16();
  const ciphers = message.skip(cipherBytes);
  const compressionBytes = message.u8();
  const compression = message.skip(compressionBytes);
  const missing = announcedLength > end - start;
  if (message.status !== "ok") return missing ? "truncated" : "malformed";

  const hello = helloWithoutExtensions(
    legacyVersion,
    cipherLists.get(bytes, ciphers, ciphers + cipherBytes),
    compressionLists.get(bytes, compression, compression + compressionBytes),
  );
  let malformed = NO_CODES;
  const types = readExtensions(message, (type, from, to) => {
    if (!readClientExtension(hello, type, bytes, from, to)) malformed = [...malformed, type];
  });
  hello.malformedExtensions = malformed;
  hello.extensions = sharedCodes(types);

  const failure = unreadable(message, missing);
  if (failure !== null) return failure;
  const contradicts = message.remaining > 0 || cipherBytes % 2 === 1 || sessionIdLength > MAX_SESSION_ID_BYTES;
  return contradicts ? "malformed" : hello;
}

/** A hello to add extensions to. One literal and no spread, which would take a quarter of the time. */
export function helloWithoutExtensions(
  legacyVersion: number,
  cipherSuites: CodeList,
  compressionMethods: readonly number[],
): Draft<ClientHello> {
  return {
    sslv2: false,
    legacyVersion,
    cipherSuites,
    compressionMethods,
    extensions: NO_CODES,
    serverName: null,
    alpn: null,
    supportedVersions: null,
    supportedGroups: null,
    signatureAlgorithms: null,
    ecPointFormats: null,
    keyShareGroups: null,
    pskKeyExchangeModes: null,
    hasPreSharedKey: false,
    hasEarlyData: false,
    hasEncryptedClientHello: false,
    malformedExtensions: NO_CODES,
  };
}
