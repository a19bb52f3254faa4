import type { ByteWriter } from "../bytes/byte-writer";

/** Values remembered of a field. Peers may name codes that nobody registered; beyond so many all are forgotten. */
const MAX_VALUES = 4096;

/** A field that has few values in any capture: words of the contract or of a registry, addresses of interfaces. */
export class WordField {
  readonly #before: string;
  readonly #json = new Map<string | null, Uint8Array>();

  /** `before`: what stands before the value. */
  constructor(before: string) {
    this.#before = before;
  }

  /** Writes the field with its value in one piece. */
  write(value: string | null, out: ByteWriter): void {
    let json = this.#json.get(value);
    if (json === undefined) {
      if (this.#json.size >= MAX_VALUES) this.#json.clear();
      json = Buffer.from(this.#before + JSON.stringify(value));
      this.#json.set(value, json);
    }
    out.all(json);
  }
}
