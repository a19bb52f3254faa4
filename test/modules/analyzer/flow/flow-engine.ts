import type { Packet } from "../../../../modules/analyzer/capture";
import type { Frame } from "../../../../modules/analyzer/decap/frame";
import { EndedConnection } from "../../../../modules/analyzer/engine/ended-connection";
import type { Engine } from "../../../../modules/analyzer/engine/engine";
import { configure, type EngineEvents, type EngineExports } from "../../../../modules/analyzer/engine/instance";
import type { FlowLimits } from "../../../../modules/analyzer/flow/limits";
import type { ListenerOptions } from "../../../../modules/analyzer/flow/listeners";
import type { Shard } from "../../../../modules/analyzer/flow/shard";
import { NO_EVENTS } from "../../../support/engine-events";
import { testEngine } from "../../../support/test-engines";

/** What the flow engine is made with: what it tells, as numbers; what follows the bytes answers whether it wants no more. */
export interface FlowEvents extends Pick<EngineEvents, "end"> {
  /** A connection to report on has begun in this row of the flow table, with packet `ordinal`. */
  begin(row: number, ordinal: number): void;
  data(row: number, side: number, start: number, end: number): boolean;
  gap(row: number, side: number, length: number, kind: number): boolean;
  close(row: number, side: number, how: number): boolean;
  overLimit(row: number): boolean;
}

/** Of `test/assembly/flow-parts.ts`; all numbers and truth values are numbers here. */
interface FlowExports extends Pick<EngineExports, "configure" | "addListenerPort" | "addListenerRange"> {
  readonly memory: { readonly buffer: ArrayBuffer };
  allocate(bytes: number): number;
  take(start: number, end: number, timeUs: number, ordinal: number): number;
  takeSegment(...fields: number[]): void;
  noteError(addresses: number, sourcePort: number, destinationPort: number, vni: number, isTooBig: number): void;
  rest(timeUs: number): void;
  endAllLeft(): void;
  factWordsAt(): number;
  factDoublesAt(): number;
  lastWasSettled(): number;
  followedCount(): number;
  setHandshaking(row: number, handshaking: number): void;
}

interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface }).WebAssembly;

const PACKET_BYTES = 128 * 1024;

let compiled: object | null = null;

/** The engine without the reading of TLS, called as `Engine` calls the whole one. */
export class FlowEngine {
  readonly exports: FlowExports;
  /** What is known of the connection that is being told of as ended. */
  readonly ended: EndedConnection;
  readonly #addresses: number;
  readonly #packet: number;

  constructor(limits: FlowLimits, listeners: ListenerOptions, shard: Shard, events: FlowEvents) {
    compiled ??= new Module(testEngine("flow"));
    const abort = (): never => {
      throw new Error("out of memory");
    };
    const imports = { env: { abort }, outside: { ...NO_EVENTS, end: events.end }, observer: events };
    this.exports = new Instance(compiled, imports).exports as FlowExports;
    configure(this.exports, limits, listeners, shard);
    this.#addresses = this.exports.allocate(48);
    this.#packet = this.exports.allocate(PACKET_BYTES);
    // It reads the facts by these four properties and nothing else of the engine.
    this.ended = new EndedConnection(this as unknown as Engine);
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer);
  }

  get words(): Int32Array {
    return new Int32Array(this.exports.memory.buffer);
  }

  get doubles(): Float64Array {
    return new Float64Array(this.exports.memory.buffer);
  }

  get factWordsAt(): number {
    return this.exports.factWordsAt() / Int32Array.BYTES_PER_ELEMENT;
  }

  get factDoublesAt(): number {
    return this.exports.factDoublesAt() / Float64Array.BYTES_PER_ELEMENT;
  }

  take({ bytes, start, end, timeUs }: Packet, ordinal: number): boolean {
    const at = this.#hold(bytes.subarray(start, end));
    return this.exports.take(at, at + end - start, timeUs, ordinal) !== 0;
  }

  takeSegment(frame: Frame, ordinal: number): void {
    const { bytes, start, end, wireEnd, sourcePort, destinationPort, vni, sequence, acknowledgment, flags } = frame;
    const at = this.#hold(bytes.subarray(start, end));
    const payload = [at, at + end - start, at + wireEnd - start];
    const numbers = [sequence, acknowledgment, flags, frame.timeUs, ordinal];
    this.exports.takeSegment(this.#holdAddresses(frame), sourcePort, destinationPort, vni, ...payload, ...numbers);
  }

  noteError(frame: Frame, kind: "packet-too-big" | "unreachable"): void {
    const isTooBig = kind === "packet-too-big" ? 1 : 0;
    const { sourcePort, destinationPort, vni } = frame;
    this.exports.noteError(this.#holdAddresses(frame), sourcePort, destinationPort, vni, isTooBig);
  }

  #hold(packet: Uint8Array): number {
    this.bytes.set(packet, this.#packet);
    return this.#packet;
  }

  #holdAddresses({ addresses, mirror }: Frame): number {
    this.words.set([...addresses, ...mirror], this.#addresses / Int32Array.BYTES_PER_ELEMENT);
    return this.#addresses;
  }
}
