import type { FlowLimits } from "../flow/limits";
import type { ListenerOptions } from "../flow/listeners";
import type { Shard } from "../flow/shard";
import { ENGINE_WASM } from "./engine-wasm";
import { HEADER_BYTES } from "./made-once";

/** What the engine tells: `assembly/outside.ts`. */
export interface EngineEvents {
  /**
   * A reported connection is over as far as the capture goes. What is known of it is in the facts until the call returns;
   * `situation` is the address of a byte string that is the same for all of which the same is to be judged.
   */
  end(why: number, nowUs: number, situation: number): void;
  /** Text of JSON that says what the byte string at `address` is; see `assembly/report/described.ts` for `what` and `detail`. */
  describe(what: number, address: number, detail: number): string;
  /** The next records, `[start, end)` of its memory: lines of JSON, each with its line feed. */
  lines(start: number, end: number): void;
  /** What a `Spool` does, with what is read put into its memory. */
  spoolAppend(start: number, end: number): number;
  spoolRead(offset: number, bytes: number, into: number): void;
  spoolFree(offset: number, bytes: number): void;
}

/** What `assembly/index.ts` exports. */
export interface EngineExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  configure(
    maxConnections: number,
    maxPendingBytes: number,
    maxPendingSegments: number,
    maxPendingBytesTotal: number,
    reorderSeconds: number,
    stallSeconds: number,
    idleSeconds: number,
    lingerSeconds: number,
    maxPreludeBytes: number,
    shardIndex: number,
    shardCount: number,
  ): void;
  configureRecords(isOrdered: number, isNumbered: number, maxHeldRecords: number, strippedVni: number): void;
  addListenerPort(port: number): void;
  addListenerRange(n0: number, n1: number, n2: number, n3: number, prefixLength: number, port: number): void;
  allocate(bytes: number): number;
  free(address: number): void;
  take(start: number, end: number, timeUs: number, ordinal: number): number;
  takeRecords(
    start: number,
    end: number,
    headerBytes: number,
    isLittleEndian: number,
    fractionsPerUs: number,
    beforeUs: number,
    ordinal: number,
  ): number;
  recordsTaken(): number;
  tookAllWhole(): number;
  takeSegment(
    addresses: number,
    sourcePort: number,
    destinationPort: number,
    vni: number,
    start: number,
    end: number,
    wireEnd: number,
    sequence: number,
    acknowledgment: number,
    flags: number,
    timeUs: number,
    ordinal: number,
  ): void;
  noteError(addresses: number, sourcePort: number, destinationPort: number, vni: number, isTooBig: number): void;
  rest(timeUs: number): void;
  endAllLeft(): void;
  finish(): void;
  reset(): void;
  dropText(text: number): void;
  endedRecord(judgement: number): number;
  knowJudgement(situation: number, judgement: number, outcome: number): void;
  toldOf(outcome: number): number;
  fill(place: number, record: number): void;
  dropRecord(record: number): void;
  factWordsAt(): number;
  factDoublesAt(): number;
  isListener(address: number, port: number): number;
  lastWasSettled(): number;
  lastOpening(): number;
  lastIsSettled(): number;
  lastSealedBytes(sequence: number, length: number): number;
}

/** The little that is used of WebAssembly's interface, which TypeScript declares with that of browsers only. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface }).WebAssembly;

let compiled: object | null = null;

/** Whom an instance serves. */
interface Host {
  readonly events: EngineEvents;
  /** Puts a text into the engine's memory and returns where. */
  readonly holdText: (text: string) => number;
}

/** An engine with a memory of its own. */
export interface EngineInstance {
  readonly exports: EngineExports;
  /** Null while it serves nobody. */
  host: Host | null;
}

/**
 * Instances that serve nobody. Each reserves ten gigabytes of addresses, though hardly any memory, so that a process cannot
 * have thousands of them, and to make one takes as long as to analyze a small capture.
 */
const spare: EngineInstance[] = [];
export const MAX_SPARE_INSTANCES = 4;

/** An instance that serves this host. */
export function takeInstance(host: Host): EngineInstance {
  const instance = spare.pop() ?? newInstance();
  instance.host = host;
  return instance;
}

/** It may serve another: after `finish`, with all freed that was allocated. */
export function giveBackInstance(instance: EngineInstance): void {
  instance.host = null;
  if (spare.length >= MAX_SPARE_INSTANCES) return;
  instance.exports.reset();
  spare.push(instance);
}

function newInstance(): EngineInstance {
  compiled ??= new Module(Buffer.from(ENGINE_WASM, "base64"));
  const abort = (): never => {
    throw new Error("The engine has run out of memory.");
  };
  const outside = {
    end: (why: number, nowUs: number, situation: number) => {
      instance.host?.events.end(why, nowUs, situation);
    },
    describe: (what: number, start: number, _end: number, detail: number) => {
      const { host } = instance;
      return host === null ? 0 : host.holdText(host.events.describe(what, start - HEADER_BYTES, detail));
    },
    lines: (start: number, end: number) => {
      instance.host?.events.lines(start, end);
    },
    spoolAppend: (start: number, end: number) => instance.host?.events.spoolAppend(start, end) ?? 0,
    spoolRead: (offset: number, bytes: number, into: number) => {
      instance.host?.events.spoolRead(offset, bytes, into);
    },
    spoolFree: (offset: number, bytes: number) => {
      instance.host?.events.spoolFree(offset, bytes);
    },
  };
  const { exports } = new Instance(compiled, { env: { abort }, outside });
  const instance: EngineInstance = { exports: exports as EngineExports, host: null };
  return instance;
}

/** Tells an engine, before anything else, what may be held and for how long, where listeners are, and what to follow. */
export function configure(
  engine: Pick<EngineExports, "configure" | "addListenerPort" | "addListenerRange">,
  limits: FlowLimits,
  listeners: ListenerOptions,
  shard: Shard,
): void {
  engine.configure(
    limits.maxConnections,
    limits.maxPendingBytes,
    limits.maxPendingSegments,
    limits.maxPendingBytesTotal,
    limits.reorderSeconds,
    limits.stallSeconds,
    limits.idleSeconds,
    limits.lingerSeconds,
    limits.maxPreludeBytes,
    shard.index,
    shard.count,
  );
  for (const port of listeners.ports) engine.addListenerPort(port);
  for (const { network, prefixLength, port } of listeners.ranges) {
    const [n0 = 0, n1 = 0, n2 = 0, n3 = 0] = network;
    engine.addListenerRange(n0, n1, n2, n3, prefixLength, port ?? -1);
  }
}
