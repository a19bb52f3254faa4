import type { EngineAllocator } from "./held-buffers";

/** Where a text lies in the engine's memory, in UTF-8. */
export interface HeldText {
  readonly address: number;
  readonly bytes: number;
}

/** Bytes before a text in which its length stands. */
const LENGTH_BYTES = 4;

/** Texts in the engine's memory. */
export class HeldTexts {
  readonly #engine: EngineAllocator & { readonly memory: { readonly buffer: ArrayBuffer } };
  readonly #held = new Set<HeldText>();
  /** The memory. A `Buffer`'s `slice` does not copy, so that nobody is lent it. */
  #bytes = Buffer.alloc(0);

  constructor(engine: EngineAllocator & { readonly memory: { readonly buffer: ArrayBuffer } }) {
    this.#engine = engine;
  }

  /** Puts a text there, to be dropped again. */
  hold(text: string): HeldText {
    const bytes = Buffer.byteLength(text);
    const held = { address: this.#engine.allocate(bytes), bytes };
    this.#write(text, held.address);
    this.#held.add(held);
    return held;
  }

  drop(held: HeldText): void {
    if (this.#held.delete(held)) this.#engine.free(held.address);
  }

  /** Puts a text where the engine frees it, its length in four bytes before it. */
  give(text: string): number {
    const length = Buffer.byteLength(text);
    const at = this.#engine.allocate(LENGTH_BYTES + length);
    this.#write(text, at + LENGTH_BYTES);
    this.#bytes.writeInt32LE(length, at);
    return at;
  }

  /** Drops all of them. */
  free(): void {
    for (const { address } of this.#held) this.#engine.free(address);
    this.#held.clear();
  }

  #write(text: string, at: number): void {
    const { buffer } = this.#engine.memory;
    // Another one, once the memory has grown.
    if (this.#bytes.buffer !== buffer) this.#bytes = Buffer.from(buffer);
    this.#bytes.write(text, at);
  }
}
