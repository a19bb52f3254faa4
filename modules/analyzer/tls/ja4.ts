/**
 * JA4 of a TLS client over TCP (https://github.com/FoxIO-LLC/ja4, BSD-3-Clause for this one; its relatives are not free
 * software and are left out): `t13d1516h2_8daaf6152771_02713d6af862`.
 *
 * Independent of the order of extensions. GREASE is dropped everywhere, signature algorithms included.
 */
import { u8 } from "../bytes/big-endian";
import { ByteMemo } from "./byte-memo";
import type { ClientHello } from "./client-hello";
import type { CodeList } from "./code-list";
import { sha256 } from "./digest";
import { ExtensionType } from "./extension-types";
import { isGrease } from "./grease";

/** The fingerprint and what its hashes were made of. */
export interface Ja4 {
  /** `a_b_c`, b and c as the first 12 digits of SHA-256. */
  readonly hashed: string;
  /** The same with b and c in clear, known as JA4_r. */
  readonly raw: string;
}

/** One of the parts b and c. */
interface Part {
  readonly count: string;
  readonly raw: string;
  readonly hashed: string;
}

/** Part c, and the fingerprint last made with it: most clients with these extensions are of one kind. */
interface ExtensionPart extends Part {
  last: {
    readonly ciphers: Part;
    readonly protocol: Uint8Array | undefined;
    readonly version: number;
    readonly named: boolean;
    readonly ja4: Ja4;
  } | null;
}

/** JA4 of a hello; null for the format of SSL 2.0, for which none is defined. Hellos of one kind of client share it. */
export function ja4(hello: ClientHello): Ja4 | null {
  if (hello.sslv2) return null;
  const ciphers = cipherPart(hello.cipherSuites);
  const extensions = extensionPart(hello.extensions, hello.signatureAlgorithms);
  const protocol = hello.alpn?.first;
  const version = highestVersion(hello);
  const named = hello.serverName !== null;
  const { last } = extensions;
  if (last?.ciphers === ciphers && last.protocol === protocol && last.version === version && last.named === named) {
    return last.ja4;
  }
  const a = `t${VERSION_DIGITS[version] ?? "00"}${named ? "d" : "i"}${ciphers.count}${extensions.count}${alpnDigits(protocol)}`;
  const result = {
    hashed: `${a}_${ciphers.hashed}_${extensions.hashed}`,
    raw: `${a}_${ciphers.raw}_${extensions.raw}`,
  };
  extensions.last = { ciphers, protocol, version, named, ja4: result };
  return result;
}

/** What has no digits here, drafts among them, is `00`. */
const VERSION_DIGITS: Readonly<Record<number, string>> = {
  0x0304: "13",
  0x0303: "12",
  0x0302: "11",
  0x0301: "10",
  0x0300: "s3",
  0x0002: "s2",
  0xfeff: "d1",
  0xfefd: "d2",
  0xfefc: "d3",
};

/** The highest of supported_versions, else legacy_version. */
function highestVersion(hello: ClientHello): number {
  let highest = 0;
  for (const code of hello.supportedVersions?.codes ?? []) if (!isGrease(code) && code > highest) highest = code;
  return highest === 0 ? hello.legacyVersion : highest;
}

/** First and last character of the first protocol; of its hexadecimal digits where either is no letter or digit. */
function alpnDigits(protocol: Uint8Array | undefined): string {
  if (protocol === undefined || protocol.length === 0) return "00";
  const first = u8(protocol, 0);
  const last = u8(protocol, protocol.length - 1);
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return (first >> 4).toString(16) + (last & 0xf).toString(16);
}

function isAlphanumeric(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}

/** By the names, which lists that differ in their GREASE alone share. */
const cipherParts = new WeakMap<readonly string[], Part>();

function cipherPart({ codes, names }: CodeList): Part {
  let part = cipherParts.get(names);
  if (part === undefined) {
    const kept = withoutGrease(codes);
    part = partOf(kept.length, hexList([...kept].sort(ascending)));
    cipherParts.set(names, part);
  }
  return part;
}

/** Extensions sorted, GREASE left out; shared between hellos that differ in their order only. */
interface ExtensionSet {
  readonly codes: readonly number[];
  /** By the names of the signature algorithms. */
  readonly parts: WeakMap<readonly string[], ExtensionPart>;
}

const NO_SIGNATURES: CodeList = { codes: [], names: [] };
const extensionSets = new ByteMemo<ExtensionSet>(1024, (bytes, start, end) => ({
  codes: Array.from(new Uint16Array(bytes.slice(start, end).buffer)),
  parts: new WeakMap(),
}));

function extensionPart(extensions: readonly number[], signatures: CodeList | null): ExtensionPart {
  const { codes, names } = signatures ?? NO_SIGNATURES;
  const set = extensionSetOf(extensions);
  let part = set.parts.get(names);
  if (part === undefined) {
    const hashed = set.codes.filter((code) => code !== ExtensionType.SERVER_NAME && code !== ExtensionType.ALPN);
    const schemes = withoutGrease(codes);
    const raw = schemes.length === 0 ? hexList(hashed) : `${hexList(hashed)}_${hexList(schemes)}`;
    part = { ...partOf(set.codes.length, raw, hashed.length === 0), last: null };
    set.parts.set(names, part);
  }
  return part;
}

const MAX_INSERTED = 64;
const sorted = new Uint16Array(16_384);
const sortedBytes = new Uint8Array(sorted.buffer);

function extensionSetOf(extensions: readonly number[]): ExtensionSet {
  let used = 0;
  for (const code of extensions) {
    if (isGrease(code)) continue;
    // Each into its place among those before: for the dozen and a half of a hello faster than `sort`. A hostile hello
    // with thousands is left to that.
    let at = used++;
    for (; used <= MAX_INSERTED && at > 0 && (sorted[at - 1] ?? 0) > code; at--) sorted[at] = sorted[at - 1] ?? 0;
    sorted[at] = code;
  }
  if (used > MAX_INSERTED) sorted.subarray(0, used).sort();
  return extensionSets.get(sortedBytes, 0, 2 * used);
}

const EMPTY_HASH = "000000000000";
const MAX_COUNT = 99;

function partOf(count: number, raw: string, empty = raw === ""): Part {
  return {
    count: Math.min(count, MAX_COUNT).toString().padStart(2, "0"),
    raw,
    hashed: empty ? EMPTY_HASH : sha256(raw).slice(0, EMPTY_HASH.length),
  };
}

function withoutGrease(codes: readonly number[]): readonly number[] {
  return codes.filter((code) => !isGrease(code));
}

function hexList(codes: readonly number[]): string {
  return codes.map((code) => code.toString(16).padStart(4, "0")).join(",");
}

function ascending(a: number, b: number): number {
  return a - b;
}
