/**
 * Kinds of clients, told by what they offer. A balancer meets hundreds of thousands of hellos of a few hundred kinds, so
 * all that depends on the offer alone (lists, names, fingerprints) is made at the first hello of a kind and shared.
 */
import { u16, u8 } from "../bytes/big-endian";
import { ByteWriter } from "../bytes/byte-writer";
import { ByteCursor } from "../bytes/cursor";
import { ByteMemo } from "./byte-memo";
import { cipherSuiteName } from "./cipher-suites";
import type { AlpnOffer, ClientOffer } from "./client-offer";
import { codesIn, type CodeList } from "./code-list";
import { isGrease } from "./grease";
import { groupName } from "./groups";
import { Ja3 } from "./ja3";
import { ja4, type Ja4 } from "./ja4";
import { versionName } from "./names";
import { printable } from "./printable";
import { signatureSchemeName } from "./signature-schemes";

/** What hellos of one kind of client share. None of it must be changed. */
export interface ClientKind {
  readonly offer: ClientOffer;
  /** Null for a hello in the format of SSL 2.0, for which neither fingerprint is defined. */
  readonly ja3: Ja3 | null;
  readonly ja4: Ja4 | null;
}

/** Kinds remembered. */
const REMEMBERED_KINDS = 4096;
/** No honest client offers as much; a hostile one is read anew each time, and fills no memory. */
const MAX_KEY_BYTES = 1024;

const kinds = new ByteMemo<ClientKind>(
  REMEMBERED_KINDS,
  (bytes, start, end) => {
    const offer = readOffer(bytes, start, end);
    return { offer, ja3: new Ja3(offer), ja4: ja4(offer) };
  },
  MAX_KEY_BYTES,
);

/** The length of a list that is absent; a list of its own is shorter, since an extension holds its length as well. */
const ABSENT = 0xffff;

const MAX_INSERTED = 64;

/**
 * Writes an offer as bytes that are equal for equal offers, from the pieces of a hello, in the order of the methods
 * below. One for all hellos.
 */
export class OfferKey {
  readonly #key = new ByteWriter(1024);
  #sorted = new Uint16Array(64);

  /** Starts over. */
  begin(legacyVersion: number): void {
    this.#key.length = 0;
    this.#key.u16(legacyVersion);
  }

  /** Two-byte codes: in turn cipher_suites, supported_versions, supported_groups, signature_algorithms. */
  codes(bytes: Uint8Array, start: number, end: number): void {
    const key = this.#key;
    const lengthAt = key.length;
    key.u16(ABSENT);
    if (start < 0) return;
    for (let at = start; at + 1 < end; at += 2) {
      const code = u16(bytes, at);
      if (!isGrease(code)) key.u16(code);
    }
    const keyEnd = key.length;
    key.length = lengthAt;
    key.u16(keyEnd - lengthAt - 2);
    key.length = keyEnd;
  }

  /** Bytes as they are: ec_point_formats, then the protocols of ALPN. */
  bytes(bytes: Uint8Array, start: number, end: number): void {
    if (start < 0) {
      this.#key.u16(ABSENT);
      return;
    }
    this.#key.u16(end - start);
    this.#key.copy(bytes, start, end);
  }

  /** Types of extensions in wire order, GREASE kept: the last piece. */
  extensionTypes(types: Uint16Array, count: number): void {
    if (this.#sorted.length < count) this.#sorted = new Uint16Array(types.length);
    const sorted = this.#sorted;
    let used = 0;
    for (let i = 0; i < count; i++) {
      const type = types[i] ?? 0;
      if (isGrease(type)) continue;
      // Each into its place among those before: for the dozen and a half of a hello faster than `sort`. A hostile hello
      // with thousands is left to that.
      let at = used++;
      for (; used <= MAX_INSERTED && at > 0 && (sorted[at - 1] ?? 0) > type; at--) sorted[at] = sorted[at - 1] ?? 0;
      sorted[at] = type;
    }
    if (used > MAX_INSERTED) sorted.subarray(0, used).sort();
    for (let i = 0; i < used; i++) this.#key.u16(sorted[i] ?? 0);
  }

  /** The kind of client that makes this offer. */
  kind(): ClientKind {
    return kinds.get(this.#key.bytes, 0, this.#key.length);
  }
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
  const alpn = readPiece((from, to) => alpnOffer(bytes, from, to));
  const extensionTypes = codesIn(bytes, key.position, end);
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
function alpnOffer(bytes: Uint8Array, start: number, end: number): AlpnOffer {
  const names: string[] = [];
  let first = bytes.slice(start, start);
  let at = start;
  while (at < end && at + 1 + u8(bytes, at) <= end) {
    const nameEnd = at + 1 + u8(bytes, at);
    if (at === start) first = bytes.slice(at + 1, nameEnd);
    const grease = nameEnd - at === 3 && isGrease(u16(bytes, at + 1));
    if (!grease) names.push(printable(bytes, at + 1, nameEnd));
    at = nameEnd;
  }
  return { names, first };
}
