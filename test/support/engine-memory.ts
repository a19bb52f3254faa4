import type { Engine } from "../../modules/analyzer/engine/engine";
import { testEngine } from "./test-engines";

/** The little that is used of WebAssembly's interface, which TypeScript declares with that of browsers only. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface }).WebAssembly;

export interface WithMemory {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/** An engine that tells facts. */
export interface WithFacts extends WithMemory {
  factWordsAt(): number;
  factDoublesAt(): number;
}

type EngineName = Parameters<typeof testEngine>[0];
const compiled = new Map<EngineName, object>();

/** Starts a test engine and returns its exports; `imports` by module and name. */
export function startEngine(name: EngineName, imports: Readonly<Record<string, object>> = {}): unknown {
  const abort = (): never => {
    throw new Error("The engine has run out of memory.");
  };
  const module = compiled.get(name) ?? new Module(testEngine(name));
  compiled.set(name, module);
  return new Instance(module, { env: { abort }, ...imports }).exports;
}

const PAGE_BYTES = 64 * 1024;

/** An engine's memory, with room at its very end for the bytes that it is to read: to read past them is an error. */
export class EngineMemory {
  readonly #memory: WithMemory["memory"];
  #end = 0;
  #room = 0;

  constructor({ memory }: WithMemory) {
    this.#memory = memory;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#memory.buffer);
  }

  get words(): Int32Array {
    return new Int32Array(this.#memory.buffer);
  }

  get doubles(): Float64Array {
    return new Float64Array(this.#memory.buffer);
  }

  /** Where the bytes lie until the next ones are put there. */
  hold(bytes: Uint8Array): readonly [start: number, end: number] {
    // Pages of their own, which the engine knows nothing of; behind them there may be such as it has taken since.
    if (this.#end !== this.#memory.buffer.byteLength || this.#room < bytes.length) {
      const pages = Math.max(1, Math.ceil(bytes.length / PAGE_BYTES));
      this.#memory.grow(pages);
      this.#end = this.#memory.buffer.byteLength;
      this.#room = pages * PAGE_BYTES;
    }
    const start = this.#end - bytes.length;
    this.bytes.set(bytes, start);
    return [start, this.#end];
  }

  copy(start: number, end: number): Uint8Array {
    return this.bytes.slice(start, end);
  }
}

/** A test engine in place of the analyzer's, for what reads facts and nothing else. */
export function factsOf(engine: WithFacts, memory: EngineMemory): Engine {
  const facts: Pick<Engine, "bytes" | "words" | "doubles" | "factWordsAt" | "factDoublesAt"> = {
    get bytes() {
      return memory.bytes;
    },
    get words() {
      return memory.words;
    },
    get doubles() {
      return memory.doubles;
    },
    factWordsAt: engine.factWordsAt() / Int32Array.BYTES_PER_ELEMENT,
    factDoublesAt: engine.factDoublesAt() / Float64Array.BYTES_PER_ELEMENT,
  };
  return facts as Engine;
}
