/** What a client's first bytes are, told from as few of them as it takes. */

import { u8 } from "../bytes/big-endian";

export type Opening =
  /** A handshake record. */
  | "tls"
  /** A record that is no handshake: TLS, but not from its beginning. */
  | "tls-midstream"
  /** A hello in the format of SSL 2.0, RFC 5246 appendix E.2. */
  | "sslv2"
  | "http"
  /** The PROXY protocol of HAProxy, version 1 or 2. */
  | "proxy-protocol"
  | "ssh"
  | "other";

/** No opening needs more bytes to be told. */
export const MAX_OPENING_BYTES = 16;

const TEXTS: readonly (readonly [text: string, opening: Opening])[] = [
  ["\r\n\r\n\0\r\nQUIT\n", "proxy-protocol"],
  ["PROXY ", "proxy-protocol"],
  ["SSH-", "ssh"],
  ...[
    "GET ",
    "POST ",
    "HEAD ",
    "PUT ",
    "DELETE ",
    "OPTIONS ",
    "CONNECT ",
    "TRACE ",
    "PATCH ",
    "PROPFIND ",
    "PRI * HTTP",
  ].map((method) => [method, "http"] as const),
];

const PATTERNS = TEXTS.map(([text, opening]) => ({ bytes: Buffer.from(text, "latin1"), opening }));

const HANDSHAKE = 22;
const FIRST_CONTENT_TYPE = 20;
const LAST_CONTENT_TYPE = 24;
const SSLV2_CLIENT_HELLO = 1;

/** Null when more bytes are needed. */
export function classifyOpening(bytes: Uint8Array, start: number, end: number): Opening | null {
  const length = end - start;
  if (length === 0) return null;
  const first = u8(bytes, start);
  if (first >= FIRST_CONTENT_TYPE && first <= LAST_CONTENT_TYPE) {
    if (length < 2) return null;
    if (u8(bytes, start + 1) !== 3) return "other";
    return first === HANDSHAKE ? "tls" : "tls-midstream";
  }
  if ((first & 0x80) !== 0) {
    if (length < 4) return null;
    const isHello =
      u8(bytes, start + 2) === SSLV2_CLIENT_HELLO && (u8(bytes, start + 3) === 3 || u8(bytes, start + 3) === 0);
    return isHello ? "sslv2" : "other";
  }
  let undecided = false;
  for (const pattern of PATTERNS) {
    const compared = Math.min(length, pattern.bytes.length);
    if (!startsWith(bytes, start, pattern.bytes, compared)) continue;
    if (compared === pattern.bytes.length) return pattern.opening;
    undecided = true;
  }
  return undecided ? null : "other";
}

/** Type, version and length of a record, type and length of a message, and the version in it; -1 is any byte. */
const CLIENT_HELLO = [HANDSHAKE, 3, -1, -1, -1, 1, 0, -1, -1, 3];

/**
 * Whether a ClientHello begins here: for ports on which TLS is not expected, or not from the first byte. Null when there
 * are too few bytes to tell.
 */
export function startsClientHello(bytes: Uint8Array, start: number, end: number): boolean | null {
  for (let i = 0; i < CLIENT_HELLO.length; i++) {
    if (start + i >= end) return null;
    const wanted = CLIENT_HELLO[i] ?? -1;
    if (wanted >= 0 && u8(bytes, start + i) !== wanted) return false;
  }
  return true;
}

function startsWith(bytes: Uint8Array, start: number, pattern: Uint8Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (u8(bytes, start + i) !== u8(pattern, i)) return false;
  return true;
}
