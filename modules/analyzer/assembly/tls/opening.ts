/** What a client's first bytes are, told from as few of them as it takes. */
import { byteAt } from "../bytes/big-endian";

export enum Opening {
  /** Not told yet. */
  NONE = 0,
  /** A handshake record. */
  TLS = 1,
  /** A record that is no handshake: TLS, but not from its beginning. */
  TLS_MIDSTREAM = 2,
  /** A hello in the format of SSL 2.0, RFC 5246 appendix E.2. */
  SSLV2 = 3,
  HTTP = 4,
  /** The PROXY protocol of HAProxy, version 1 or 2. */
  PROXY_PROTOCOL = 5,
  SSH = 6,
  OTHER = 7,
}

/** No opening needs more bytes to be told. */
export const MAX_OPENING_BYTES = 16;

const HANDSHAKE = 22;
const FIRST_CONTENT_TYPE = 20;
const LAST_CONTENT_TYPE = 24;
const SSLV2_CLIENT_HELLO = 1;

/** `NONE` when more bytes are needed. */
export function classifyOpening(start: usize, end: usize): Opening {
  const length = <i32>(end - start);
  if (length === 0) return Opening.NONE;
  const first = byteAt(start);
  if (first >= FIRST_CONTENT_TYPE && first <= LAST_CONTENT_TYPE) {
    if (length < 2) return Opening.NONE;
    if (byteAt(start + 1) !== 3) return Opening.OTHER;
    return first === HANDSHAKE ? Opening.TLS : Opening.TLS_MIDSTREAM;
  }
  if ((first & 0x80) !== 0) {
    if (length < 4) return Opening.NONE;
    const version = byteAt(start + 3);
    return byteAt(start + 2) === SSLV2_CLIENT_HELLO && (version === 3 || version === 0) ? Opening.SSLV2 : Opening.OTHER;
  }
  return classifyText(start, end);
}

/** Protocols told by the text they begin with. */
function classifyText(start: usize, end: usize): Opening {
  if (begins(start, end, "\r\n\r\n\0\r\nQUIT\n") || begins(start, end, "PROXY "))
    return ifWhole(Opening.PROXY_PROTOCOL);
  if (begins(start, end, "SSH-")) return ifWhole(Opening.SSH);
  const isHttp =
    begins(start, end, "GET ") ||
    begins(start, end, "POST ") ||
    begins(start, end, "HEAD ") ||
    begins(start, end, "PUT ") ||
    begins(start, end, "DELETE ") ||
    begins(start, end, "OPTIONS ") ||
    begins(start, end, "CONNECT ") ||
    begins(start, end, "TRACE ") ||
    begins(start, end, "PATCH ") ||
    begins(start, end, "PROPFIND ") ||
    begins(start, end, "PRI * HTTP");
  return isHttp ? ifWhole(Opening.HTTP) : Opening.OTHER;
}

/** The text that matched last was there to its end. */
let wasWhole = false;

function ifWhole(opening: Opening): Opening {
  return wasWhole ? opening : Opening.NONE;
}

/** Whether the bytes, as far as they go, are those of `text`, one byte a character. */
function begins(start: usize, end: usize, text: string): bool {
  const compared = min(<i32>(end - start), text.length);
  for (let i = 0; i < compared; i++) if (byteAt(start + i) !== text.charCodeAt(i)) return false;
  wasWhole = compared === text.length;
  return true;
}

/** Whether bytes begin a TLS conversation. */
export enum Verdict {
  NO,
  YES,
  /** Too few to tell. */
  MAYBE,
}

/** Bytes of a record's header, a message's header, and the first one of the version in it. */
const CLIENT_HELLO_BYTES = 10;

/**
 * Whether a ClientHello begins here: for ports on which TLS is not expected, or not from the first byte.
 */
export function startsClientHello(start: usize, end: usize): Verdict {
  for (let i = 0; i < CLIENT_HELLO_BYTES; i++) {
    if (start + i >= end) return Verdict.MAYBE;
    if (!isOfClientHello(i, byteAt(start + i))) return Verdict.NO;
  }
  return Verdict.YES;
}

function isOfClientHello(index: i32, byte: i32): bool {
  switch (index) {
    case 0:
      return byte === HANDSHAKE;
    case 1:
    case 9:
      return byte === 3;
    case 5:
      return byte === 1;
    case 6:
      return byte === 0;
    default:
      return true;
  }
}
