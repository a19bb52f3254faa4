import type { EngineAllocator } from "./held-buffers";

/** Where a `SharedText` lies in the engine's memory. */
export type HeldText = number;

/** What stands before its bytes, which are UTF-8: how many refer to it, and how many bytes it has. */
const LENGTH = 4;
const HEADER_BYTES = 8;

/** What the engine does with texts. */
interface TextKeeper extends EngineAllocator {
  readonly memory: { readonly buffer: ArrayBuffer };
  dropText(text: HeldText): void;
}

/** Texts in the engine's memory. */
export class HeldTexts {
  readonly #engine: TextKeeper;
  readonly #held = new Set<HeldText>();
  /** The memory. A `Buffer`'s `slice` does not copy, so that nobody is lent it. */
  #bytes = Buffer.alloc(0);

  constructor(engine: TextKeeper) {
    this.#engine = engine;
  }

  /** Puts a text there, to be dropped again. */
  hold(text: string): HeldText {
    const held = this.give(text);
    this.#held.add(held);
    return held;
  }

  drop(held: HeldText): void {
    if (this.#held.delete(held)) this.#engine.dropText(held);
  }

  /** Puts a text there that is the engine's. */
  give(text: string): HeldText {
    const length = Buffer.byteLength(text);
    const at = this.#engine.allocate(HEADER_BYTES + length);
    const { buffer } = this.#engine.memory;
    // Another one, once the memory has grown.
    if (this.#bytes.buffer !== buffer) this.#bytes = Buffer.from(buffer);
    this.#bytes.writeInt32LE(1, at);
    this.#bytes.writeInt32LE(length, at + LENGTH);
    this.#bytes.write(text, at + HEADER_BYTES);
    return at;
  }

  /** Drops all of them. */
  free(): void {
    for (const held of this.#held) this.#engine.dropText(held);
    this.#held.clear();
  }
}
