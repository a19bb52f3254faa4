/** Allocates in the engine's memory. */
export interface EngineAllocator {
  allocate(bytes: number): number;
  free(address: number): void;
}

/** Where a reader's buffer is copied to, and which filling of it was. */
interface Copy {
  address: number;
  filling: number;
}

/** More buffers than captures are ever read at once; beyond, all are given back. */
const MAX_COPIES = 128;

/** Copies of readers' buffers in the engine's memory: one copy of a filling serves all of its packets. */
export class HeldBuffers {
  /** The filling at hand, and where the copy of its buffer begins. */
  filling = 0;
  at = 0;
  readonly #allocator: EngineAllocator;
  readonly #memory: () => Uint8Array;
  readonly #copies = new Map<Uint8Array, Copy>();

  /** `memory`: the engine's, which is another array once it has grown. */
  constructor(allocator: EngineAllocator, memory: () => Uint8Array) {
    this.#allocator = allocator;
    this.#memory = memory;
  }

  /** Turns to a filling of `buffer`, and copies it unless that was done. */
  turnTo(buffer: Uint8Array, filling: number): void {
    const copy = this.#copies.get(buffer) ?? this.#add(buffer);
    if (copy.filling !== filling) this.#memory().set(buffer, copy.address);
    copy.filling = filling;
    this.filling = filling;
    this.at = copy.address;
  }

  /** Gives all of them back. */
  free(): void {
    for (const { address } of this.#copies.values()) this.#allocator.free(address);
    this.#copies.clear();
  }

  #add(buffer: Uint8Array): Copy {
    if (this.#copies.size >= MAX_COPIES) this.free();
    const copy = { address: this.#allocator.allocate(buffer.length), filling: 0 };
    this.#copies.set(buffer, copy);
    return copy;
  }
}
