import { textOf } from "../../../../modules/analyzer/order/record-output";
import { testEngine } from "../../../support/test-engines";

/** What `test/assembly/report-parts.ts` exports; numbers of 64 bits are bigints on this side. */
interface ReportParts {
  readonly memory: { readonly buffer: ArrayBuffer };
  allocate(bytes: number): number;
  writtenAt(): number;
  addressText(words: number): number;
  timestampText(timeUs: number): number;
  whole(value: bigint): number;
  padded(value: bigint, count: number): number;
  tenths(value: bigint): number;
  hexadecimal(value: number): number;
  hexBytes(start: number, count: number): number;
}

/** The little that is used of WebAssembly's interface, which TypeScript declares with that of browsers only. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface }).WebAssembly;

const LENT_BYTES = 1024;

/** The engine's writers of the pieces of a line, each for itself. */
export class ReportEngine {
  readonly #parts: ReportParts;
  readonly #lent: number;

  constructor() {
    const abort = (): never => {
      throw new Error("The engine has run out of memory.");
    };
    this.#parts = new Instance(new Module(testEngine("report")), { env: { abort } }).exports as ReportParts;
    this.#lent = this.#parts.allocate(LENT_BYTES);
  }

  addressText(words: Int32Array): string {
    new Int32Array(this.#parts.memory.buffer).set(words, this.#lent / Int32Array.BYTES_PER_ELEMENT);
    return this.#written(this.#parts.addressText(this.#lent));
  }

  timestampText(timeUs: number): string {
    return this.#written(this.#parts.timestampText(timeUs));
  }

  whole(value: bigint): string {
    return this.#written(this.#parts.whole(value));
  }

  padded(value: bigint, count: number): string {
    return this.#written(this.#parts.padded(value, count));
  }

  tenths(value: bigint): string {
    return this.#written(this.#parts.tenths(value));
  }

  hexadecimal(value: number): string {
    return this.#written(this.#parts.hexadecimal(value));
  }

  hexBytes(bytes: Uint8Array): string {
    new Uint8Array(this.#parts.memory.buffer).set(bytes, this.#lent);
    return this.#written(this.#parts.hexBytes(this.#lent, bytes.length));
  }

  #written(length: number): string {
    const start = this.#parts.writtenAt();
    return textOf(new Uint8Array(this.#parts.memory.buffer), start, start + length);
  }
}
