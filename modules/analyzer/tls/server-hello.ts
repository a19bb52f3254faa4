/**
 * ServerHello and HelloRetryRequest, RFC 8446 sections 4.1.3 and 4.1.4, after the four bytes of the handshake header:
 *
 *   uint16 legacy_version | 32 bytes random | uint8 length, session_id | uint16 cipher_suite | uint8 compression_method
 *   uint16 length, extensions (absent in old servers)
 */
import { u16, u8 } from "../bytes/big-endian";
import { ByteWriter } from "../bytes/byte-writer";
import { ByteCursor } from "../bytes/cursor";
import { ByteMemo } from "./byte-memo";
import { ExtensionType } from "./extension-types";
import { unreadable, type Unreadable } from "./hello-message";
import { ja3s } from "./ja3";
import { printable } from "./printable";

/** What a server chose. Nothing in it borrows from the packet; hellos that choose the same are one object. */
export interface ServerHello {
  /** Asks for a second hello instead of answering; told by its random. */
  readonly isHelloRetryRequest: boolean;
  readonly legacyVersion: number;
  /** The version chosen: from supported_versions, else legacy_version. */
  readonly version: number;
  readonly cipherSuite: number;
  /** Group of key_share: of the server's key, or the one a HelloRetryRequest asks for; null up to TLS 1.2. */
  readonly group: number | null;
  /** Protocol in ALPN; null when absent, as in TLS 1.3, which encrypts it. */
  readonly alpn: string | null;
  /** Types in wire order. */
  readonly extensions: readonly number[];
  readonly ja3s: string;
}

/** SHA-256 of "HelloRetryRequest", RFC 8446 section 4.1.3. */
const HELLO_RETRY_RANDOM = Uint8Array.from(
  Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex"),
);
const MAX_SESSION_ID_BYTES = 32;

/** Of an extension that is read no more counts: two lengths, a protocol's name, and a byte that should not be there. */
const MAX_CONTENT_BYTES = 2 + 1 + 255 + 1;

const message = new ByteCursor();

/** Choices met before, by what is read of the hello: a server makes few, whatever its randoms and keys. */
const choices = new ByteMemo<ServerHello>(1024, readChoice);
const choice = new ByteWriter(512);

/**
 * Reads the hello in `bytes[start, end)`, borrowed for the call. `announcedLength` is the length in the handshake
 * header, larger than what is there when the capture lost the rest.
 */
export function parseServerHello(
  bytes: Uint8Array,
  start: number,
  end: number,
  announcedLength = end - start,
): ServerHello | Unreadable {
  message.reset(bytes, start, end);
  const legacyVersion = message.u16();
  const random = message.skip(HELLO_RETRY_RANDOM.length);
  const old = isOldDraft(legacyVersion);
  const sessionIdLength = old ? 0 : message.u8();
  message.skip(sessionIdLength);
  const cipherSuite = message.u16();
  message.skip(old ? 0 : 1); // compression_method
  const missing = announcedLength > end - start;
  if (message.status !== "ok") return missing ? "truncated" : "malformed";

  choice.length = 0;
  choice.u16(isHelloRetryRandom(bytes, random) ? 1 : 0);
  choice.u16(legacyVersion);
  choice.u16(cipherSuite);
  addExtensions(bytes);
  const failure = unreadable(message, missing);
  if (failure !== null) return failure;
  if (message.remaining > 0 || sessionIdLength > MAX_SESSION_ID_BYTES) return "malformed";
  return choices.get(choice.bytes, 0, choice.length);
}

/** Up to draft 21 of TLS 1.3 a ServerHello named the draft as its version and had no session id and no compression. */
function isOldDraft(version: number): boolean {
  return version >> 8 === 0x7f;
}

function isHelloRetryRandom(bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < HELLO_RETRY_RANDOM.length; at++) {
    if (u8(bytes, start + at) !== u8(HELLO_RETRY_RANDOM, at)) return false;
  }
  return true;
}

/** Adds type, length and as much of the content as is read. */
function addExtensions(bytes: Uint8Array): void {
  if (message.remaining === 0) return;
  const outer = message.enter(message.u16());
  while (message.remaining > 0 && message.status === "ok") {
    const type = message.u16();
    const length = message.u16();
    const start = message.skip(length);
    if (start < 0) break;
    const kept = Math.min(length, keptBytes(type));
    choice.u16(type);
    choice.u16(kept);
    choice.copy(bytes, start, start + kept);
  }
  message.leave(outer);
}

/** Of key_share the group is of interest, and not the key. */
function keptBytes(type: number): number {
  if (type === ExtensionType.KEY_SHARE) return 2;
  return type === ExtensionType.SUPPORTED_VERSIONS || type === ExtensionType.ALPN ? MAX_CONTENT_BYTES : 0;
}

function readChoice(bytes: Uint8Array, start: number, end: number): ServerHello {
  const legacyVersion = u16(bytes, start + 2);
  const cipherSuite = u16(bytes, start + 4);
  const extensions: number[] = [];
  let version = legacyVersion;
  let group: number | null = null;
  let alpn: string | null = null;
  for (let at = start + 6; at < end;) {
    const type = u16(bytes, at);
    const from = at + 4;
    const to = from + u16(bytes, at + 2);
    extensions.push(type);
    if (type === ExtensionType.SUPPORTED_VERSIONS && to - from === 2) version = u16(bytes, from);
    else if (type === ExtensionType.KEY_SHARE && to - from === 2) group = u16(bytes, from);
    else if (type === ExtensionType.ALPN) alpn = chosenProtocol(bytes, from, to);
    at = to;
  }
  return {
    isHelloRetryRequest: u16(bytes, start) === 1,
    legacyVersion,
    version,
    cipherSuite,
    group,
    alpn,
    extensions,
    ja3s: ja3s(legacyVersion, cipherSuite, extensions),
  };
}

/** ALPN of a server, RFC 7301 section 3.1: a list of one. */
function chosenProtocol(bytes: Uint8Array, start: number, end: number): string | null {
  const nameStart = start + 3;
  if (nameStart > end) return null;
  const nameEnd = nameStart + u8(bytes, start + 2);
  return nameEnd === end ? printable(bytes, nameStart, nameEnd) : null;
}
