/**
 * JA4 of a TLS client over TCP (https://github.com/FoxIO-LLC/ja4, BSD-3-Clause for this one; its relatives are not free
 * software and are left out): `t13d1516h2_8daaf6152771_02713d6af862`.
 *
 * Independent of the order of extensions. GREASE is dropped everywhere, signature algorithms included.
 */
import { u8 } from "../bytes/big-endian";
import type { ClientOffer } from "./client-offer";
import { sha256 } from "./digest";
import { ExtensionType } from "./extension-types";

/** The fingerprint and what its hashes were made of. */
export interface Ja4 {
  /** `a_b_c`, b and c as the first 12 digits of SHA-256. */
  readonly hashed: string;
  /** The same with b and c in clear, known as JA4_r. */
  readonly raw: string;
}

/** JA4 of a client that offers this in a hello of TLS. */
export function ja4(offer: ClientOffer): Ja4 {
  const { cipherSuites, extensionTypes, signatureAlgorithms } = offer;
  const named = extensionTypes.includes(ExtensionType.SERVER_NAME);
  const a =
    `t${VERSION_DIGITS[highestVersion(offer)] ?? "00"}${named ? "d" : "i"}` +
    `${countDigits(cipherSuites.codes)}${countDigits(extensionTypes)}${alpnDigits(offer.alpn?.first)}`;

  const ciphers = hexList([...cipherSuites.codes].sort(ascending));
  const extensions = hexList(
    extensionTypes.filter((type) => type !== ExtensionType.SERVER_NAME && type !== ExtensionType.ALPN),
  );
  const schemes = hexList(signatureAlgorithms?.codes ?? []);
  const c = schemes === "" ? extensions : `${extensions}_${schemes}`;
  return {
    hashed: `${a}_${hashed(ciphers)}_${extensions === "" ? EMPTY_HASH : hashed(c)}`,
    raw: `${a}_${ciphers}_${c}`,
  };
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
function highestVersion({ supportedVersions, legacyVersion }: ClientOffer): number {
  const codes = supportedVersions?.codes ?? [];
  return codes.length === 0 ? legacyVersion : Math.max(...codes);
}

const MAX_COUNT = 99;

function countDigits(codes: readonly number[]): string {
  return Math.min(codes.length, MAX_COUNT).toString().padStart(2, "0");
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

const EMPTY_HASH = "000000000000";

function hashed(list: string): string {
  return list === "" ? EMPTY_HASH : sha256(list).slice(0, EMPTY_HASH.length);
}

function hexList(codes: readonly number[]): string {
  return codes.map((code) => code.toString(16).padStart(4, "0")).join(",");
}

function ascending(a: number, b: number): number {
  return a - b;
}
