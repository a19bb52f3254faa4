/**
 * Kinds of clients, told by what they offer. A balancer meets hundreds of thousands of hellos of a few hundred kinds, so
 * all that depends on the offer alone (lists, names, fingerprints) is made at the first hello of a kind and shared.
 */
import type { HelloRecord } from "../../contracts";
import { u16, u8 } from "../bytes/big-endian";
import { ByteCursor } from "../bytes/cursor";
import { cipherSuiteName } from "./cipher-suites";
import type { AlpnOffer, ClientOffer } from "./client-offer";
import { codesIn, type CodeList } from "./code-list";
import { isGrease } from "./grease";
import { groupName } from "./groups";
import { ja4, type Ja4 } from "./ja4";
import { versionName } from "./names";
import { printable } from "./printable";
import { signatureSchemeName } from "./signature-schemes";

/** What hellos of one kind of client share. None of it must be changed. */
export interface ClientKind {
  readonly offer: ClientOffer;
  /** Null for a hello in the format of SSL 2.0, for which it is not defined. */
  readonly ja4: Ja4 | null;
}

/** The length of a list that is absent; a list of its own is shorter, since an extension holds its length as well. */
const ABSENT = 0xffff;

/** Kind of the clients that make an offer, as `assembly/tls/offer.ts` writes it. */
export function clientKind(bytes: Uint8Array, start: number, end: number): ClientKind {
  const offer = readOffer(bytes, start, end);
  return { offer, ja4: ja4(offer) };
}

const NO_NAMES: readonly string[] = [];

/** What a record says of an offer beside its fingerprints: JSON from `,"alpn"` up to the comma behind `signatureAlgorithms`. */
export function offerLists(offer: ClientOffer): string {
  const lists = {
    alpn: offer.alpn?.names ?? NO_NAMES,
    versions: offer.supportedVersions?.names ?? [versionName(offer.legacyVersion)],
    ciphers: offer.cipherSuites.names,
    groups: offer.supportedGroups?.names ?? NO_NAMES,
    signatureAlgorithms: offer.signatureAlgorithms?.names ?? NO_NAMES,
  } satisfies Partial<HelloRecord>;
  return `,${JSON.stringify(lists).slice(1, -1)},`;
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
