/**
 * JA3 and JA3S (https://github.com/salesforce/ja3): MD5 over decimal code points, joined by "-", in fields joined by ",".
 *
 * Browsers send their extensions in a new order each time, so that JA3 tells connections apart, not clients; group by
 * JA4 instead.
 */
import { ByteWriter } from "../bytes/byte-writer";
import type { ClientOffer } from "./client-offer";
import { isGrease } from "./grease";
import { md5 } from "./md5";

const text = new ByteWriter(1024);

/** Makes the JA3 of hellos that offer the same, and differ at most in the order of their extensions. */
export class Ja3 {
  /** What comes before the extensions, and behind them. */
  readonly #head: Uint8Array;
  readonly #tail: Uint8Array;
  /** The order last seen, which is that of all hellos of a client that does not shuffle, and its digest. */
  #order: readonly number[] = [];
  #digest: string | null = null;

  constructor({ legacyVersion, cipherSuites, supportedGroups, ecPointFormats }: ClientOffer) {
    this.#head = Buffer.from(`${legacyVersion},${cipherSuites.codes.join("-")},`);
    this.#tail = Buffer.from(`,${(supportedGroups?.codes ?? []).join("-")},${(ecPointFormats ?? []).join("-")}`);
  }

  /** `types[0, count)` as a list of its own, the same one for the same order as in the hello before. */
  orderOf(types: Uint16Array, count: number): readonly number[] {
    if (isSame(this.#order, types, count)) return this.#order;
    const order: number[] = [];
    for (let i = 0; i < count; i++) order.push(types[i] ?? 0);
    this.#order = order;
    this.#digest = null;
    return order;
  }

  /** JA3 in 32 hexadecimal digits, with the extensions in wire order. */
  digest(extensions: readonly number[]): string {
    if (extensions !== this.#order) return this.#digestOf(extensions);
    this.#digest ??= this.#digestOf(extensions);
    return this.#digest;
  }

  /** What is hashed: version, cipher suites, extensions, groups, point formats; in wire order, without GREASE. */
  text(extensions: readonly number[]): string {
    this.#write(extensions);
    return Buffer.from(text.bytes.buffer, 0, text.length).toString("latin1");
  }

  #digestOf(extensions: readonly number[]): string {
    this.#write(extensions);
    return md5(text.bytes, 0, text.length);
  }

  #write(extensions: readonly number[]): void {
    text.length = 0;
    text.all(this.#head);
    let separator = "";
    for (const type of extensions) {
      if (isGrease(type)) continue;
      text.text(separator);
      text.number(type);
      separator = "-";
    }
    text.all(this.#tail);
  }
}

/** JA3S of a ServerHello or HelloRetryRequest, in 32 hexadecimal digits. The reference does not drop GREASE here. */
export function ja3s(legacyVersion: number, cipherSuite: number, extensions: readonly number[]): string {
  text.length = 0;
  text.text(`${legacyVersion},${cipherSuite},${extensions.join("-")}`);
  return md5(text.bytes, 0, text.length);
}

function isSame(order: readonly number[], types: Uint16Array, count: number): boolean {
  if (order.length !== count) return false;
  for (let i = 0; i < count; i++) if (order[i] !== types[i]) return false;
  return true;
}
