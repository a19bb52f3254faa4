/** Allocates in the engine's memory. */
export interface EngineAllocator {
  allocate(bytes: number): number;
  free(address: number): void;
}

/** A block in the engine's memory, and the part of a reader's buffer that was copied into it. */
interface Block {
  readonly address: number;
  readonly capacity: number;
  /** Which filling of the buffer. */
  filling: number;
  from: number;
  to: number;
}

/** Copied at a time: what the processor's nearer caches still hold when it is read. */
export const HELD_BLOCK_BYTES = 64 * 1024;
/** More buffers than captures are ever read at once; beyond, all blocks are given back. */
const MAX_BLOCKS = 128;

/** Copies of parts of readers' buffers in the engine's memory: one copy serves all packets in it. */
export class HeldBuffers {
  readonly #allocator: EngineAllocator;
  readonly #memory: () => Uint8Array;
  readonly #blocks = new Map<Uint8Array, Block>();
  #block: Block = { address: 0, capacity: 0, filling: 0, from: 0, to: 0 };

  /** `memory`: the engine's, which is another array once it has grown. */
  constructor(allocator: EngineAllocator, memory: () => Uint8Array) {
    this.#allocator = allocator;
    this.#memory = memory;
  }

  /** Sees to it that `[start, end)` of a filling of `buffer` is held, with what follows. Returns where `start` lies. */
  hold(buffer: Uint8Array, filling: number, start: number, end: number): number {
    let block = this.#block;
    if (block.filling !== filling || start < block.from || end > block.to) {
      block = this.#block = this.#turnTo(buffer, filling, start, end);
    }
    return block.address + start - block.from;
  }

  /** End of what is held of the filling last asked for. */
  get end(): number {
    return this.#block.to;
  }

  /** Gives all of them back. */
  free(): void {
    for (const { address } of this.#blocks.values()) this.#allocator.free(address);
    this.#blocks.clear();
  }

  #turnTo(buffer: Uint8Array, filling: number, start: number, end: number): Block {
    const block = this.#blockFor(buffer, end - start);
    if (block.filling === filling && start >= block.from && end <= block.to) return block;
    block.filling = filling;
    block.from = start;
    block.to = Math.min(start + block.capacity, buffer.length);
    this.#memory().set(buffer.subarray(start, block.to), block.address);
    return block;
  }

  #blockFor(buffer: Uint8Array, bytes: number): Block {
    const block = this.#blocks.get(buffer);
    if (block !== undefined && block.capacity >= bytes) return block;
    if (block !== undefined) this.#allocator.free(block.address);
    else if (this.#blocks.size >= MAX_BLOCKS) this.free();
    const capacity = Math.max(bytes, HELD_BLOCK_BYTES);
    const larger = { address: this.#allocator.allocate(capacity), capacity, filling: 0, from: 0, to: 0 };
    this.#blocks.set(buffer, larger);
    return larger;
  }
}
