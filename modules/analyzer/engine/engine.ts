import type { Outcome } from "../../contracts";
import type { Packet } from "../capture/packet";
import type { PcapRecords } from "../capture/pcap-records";
import type { Frame } from "../decap/frame";
import type { FlowLimits } from "../flow/limits";
import type { ListenerOptions } from "../flow/listeners";
import type { Shard } from "../flow/shard";
import { HELD_BLOCK_BYTES, HeldBuffers } from "./held-buffers";
import { HeldTexts, type HeldText } from "./held-texts";
import {
  configure,
  giveBackInstance,
  takeInstance,
  type EngineEvents,
  type EngineExports,
  type EngineInstance,
} from "./instance";

/** Room for a packet on Ethernet, to begin with. */
const FIRST_PACKET_BYTES = 16 * 1024;
/** Source, destination and mirrored interface. */
const ADDRESSES_BYTES = 48;

/** By the numbers that the engine knows them by. */
const OUTCOMES: readonly Outcome[] = ["completed", "failed", "not-tls", "undetermined"];

/** Where a record lies in the engine's memory until it is told. */
export type HeldRecord = number;

/** The stages flow and tls, which are compiled to WebAssembly, with a memory of their own. */
export class Engine {
  #instance: EngineInstance | null;
  readonly #addresses: number;
  #packet: number;
  readonly #buffers: HeldBuffers;
  #packetBytes = FIRST_PACKET_BYTES;
  readonly #texts: HeldTexts;
  #bytes = new Uint8Array(0);
  #words = new Int32Array(0);
  #doubles = new Float64Array(0);

  constructor(limits: FlowLimits, listeners: ListenerOptions, shard: Shard, events: EngineEvents) {
    const instance = takeInstance({ events, holdText: (text) => this.#texts.give(text) });
    const engine = instance.exports;
    configure(engine, limits, listeners, shard);
    this.#instance = instance;
    this.#addresses = engine.allocate(ADDRESSES_BYTES);
    this.#packet = engine.allocate(FIRST_PACKET_BYTES);
    this.#buffers = new HeldBuffers(engine, () => this.bytes);
    this.#texts = new HeldTexts(engine);
  }

  /** Its memory. Another array once it has grown, which any packet may bring about. */
  get bytes(): Uint8Array {
    if (this.#bytes.length === 0) this.#look();
    return this.#bytes;
  }

  /** The same as words. */
  get words(): Int32Array {
    if (this.#words.length === 0) this.#look();
    return this.#words;
  }

  get doubles(): Float64Array {
    if (this.#doubles.length === 0) this.#look();
    return this.#doubles;
  }

  /** Where the facts begin: among the words, and among the doubles. */
  get factWordsAt(): number {
    return this.#exports.factWordsAt() / Int32Array.BYTES_PER_ELEMENT;
  }

  get factDoublesAt(): number {
    return this.#exports.factDoublesAt() / Float64Array.BYTES_PER_ELEMENT;
  }

  /** Puts a text into its memory, to be dropped again, or given back when it finishes. */
  hold(text: string): HeldText {
    return this.#texts.hold(text);
  }

  drop(held: HeldText): void {
    this.#texts.drop(held);
  }

  /** Takes an Ethernet packet that the capture holds whole; false, with nothing changed, where it has to be decoded first. */
  take({ bytes, filling, start, end, timeUs }: Packet, ordinal: number): boolean {
    const isKnown = filling > 0;
    const at = isKnown ? this.#buffers.hold(bytes, filling, start, end) : this.#hold(bytes, start, end);
    return this.#exports.take(at, at + end - start, timeUs, ordinal) !== 0;
  }

  /** Takes records up to the first that has to be decoded first, which is then where `records` starts. Returns how many. */
  takeRecords(records: PcapRecords, ordinal: number): number {
    const { bytes, filling, end, headerBytes } = records;
    let taken = 0;
    let wanted = headerBytes;
    for (;;) {
      const { start } = records;
      const at = this.#buffers.hold(bytes, filling, start, Math.min(end, start + wanted)) - start;
      const heldEnd = Math.min(end, this.#buffers.end);
      const more = this.#takeHeld(records, at, heldEnd, ordinal + taken);
      taken += more;
      const isLonger = more === 0 && wanted === HELD_BLOCK_BYTES;
      if (heldEnd === end || isLonger || this.#exports.tookAllWhole() === 0) return taken;
      wanted = HELD_BLOCK_BYTES;
    }
  }

  /** Takes a decoded TCP segment. */
  takeSegment(frame: Frame, ordinal: number): void {
    const { bytes, start, end, wireEnd, sourcePort, destinationPort, vni, sequence, acknowledgment, flags } = frame;
    const at = this.#hold(bytes, start, end);
    this.#exports.takeSegment(
      this.#holdAddresses(frame),
      sourcePort,
      destinationPort,
      vni,
      at,
      at + end - start,
      at + wireEnd - start,
      sequence,
      acknowledgment,
      flags,
      frame.timeUs,
      ordinal,
    );
  }

  /** Takes an ICMP error that quotes a segment. */
  noteError(frame: Frame, kind: "packet-too-big" | "unreachable"): void {
    const { sourcePort, destinationPort, vni } = frame;
    const isTooBig = kind === "packet-too-big" ? 1 : 0;
    this.#exports.noteError(this.#holdAddresses(frame), sourcePort, destinationPort, vni, isTooBig);
  }

  /** The capture has come to `timeUs` without another packet: ends what was over by then. */
  rest(timeUs: number): void {
    this.#exports.rest(timeUs);
  }

  /** The capture is over: ends what is left. Nothing more can be taken; places may be filled. */
  endAllLeft(): void {
    this.#exports.endAllLeft();
  }

  /** All places are filled: tells the lines that are left. Nothing more can be asked. */
  finish(): void {
    const instance = this.#instance;
    if (instance === null) return;
    const { exports } = instance;
    exports.finish();
    exports.free(this.#addresses);
    exports.free(this.#packet);
    this.#buffers.free();
    this.#texts.free();
    this.#instance = null;
    giveBackInstance(instance);
  }

  get hasFinished(): boolean {
    return this.#instance === null;
  }

  get #exports(): EngineExports {
    if (this.#instance === null) throw new Error("The analyzer has finished.");
    return this.#instance.exports;
  }

  /**
   * How records are told; `maxHeldRecords` may wait in memory before they go to the spool. `strippedVni` is that of packets
   * which come without a VXLAN header, null where none was taken off.
   */
  configureRecords(isOrdered: boolean, isNumbered: boolean, maxHeldRecords: number, strippedVni: number | null): void {
    this.#exports.configureRecords(isOrdered ? 1 : 0, isNumbered ? 1 : 0, maxHeldRecords, strippedVni ?? -1);
  }

  /**
   * The record of the connection that is told of as ended, to be given to `fill` or `dropRecord`. `judgement` is JSON, from
   * `"outcome"` to `closedBy`.
   */
  endedRecord(judgement: HeldText): HeldRecord {
    return this.#exports.endedRecord(judgement);
  }

  /**
   * This is the judgement of all connections in the situation of the one that is told of as ended: it writes their records
   * itself from now on, and tells of none of them unless its twin is reported as well.
   */
  knowJudgement(situation: number, judgement: HeldText, outcome: Outcome): void {
    this.#exports.knowJudgement(situation, judgement, OUTCOMES.indexOf(outcome));
  }

  /** How many connections of an outcome it has not told of, since their judgement was known. */
  untold(outcome: Outcome): number {
    return this.#exports.toldOf(OUTCOMES.indexOf(outcome));
  }

  /** Fills the place of a connection, with nothing where it is not told of. To be called once for each. */
  fill(place: number, record: HeldRecord | null): void {
    this.#exports.fill(place, record ?? 0);
  }

  /** A record will not be told after all. */
  dropRecord(record: HeldRecord): void {
    this.#exports.dropRecord(record);
  }

  /** Whether packets to this endpoint reach a listener. */
  isListener(address: Int32Array, port: number): boolean {
    this.words.set(address, this.#addresses / Int32Array.BYTES_PER_ELEMENT);
    return this.#exports.isListener(this.#addresses, port) !== 0;
  }

  /** Nothing in the segment last taken but its header could matter any more. */
  get lastWasSettled(): boolean {
    return this.#exports.lastWasSettled() !== 0;
  }

  /** What the client of that segment's connection speaks, by its place in the list of openings; -1 without a conversation. */
  get lastOpening(): number {
    return this.#exports.lastOpening();
  }

  /** Nothing that follows can change what will be said of that connection. */
  get lastIsSettled(): boolean {
    return this.#exports.lastIsSettled() !== 0;
  }

  /** How many bytes at the end of that segment's payload are encrypted data; -1 where it did not come in its turn. */
  lastSealedBytes(sequence: number, length: number): number {
    return this.#exports.lastSealedBytes(sequence, length);
  }

  /** `at`: what is to be added to a place in the buffer. */
  #takeHeld(records: PcapRecords, at: number, heldEnd: number, ordinal: number): number {
    const { start, headerBytes, littleEndian, fractionsPerUs, beforeUs } = records;
    const isLittle = littleEndian ? 1 : 0;
    const engine = this.#exports;
    const stop = engine.takeRecords(at + start, at + heldEnd, headerBytes, isLittle, fractionsPerUs, beforeUs, ordinal);
    records.start = stop - at;
    return engine.recordsTaken();
  }

  #hold(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length > this.#packetBytes) {
      this.#exports.free(this.#packet);
      this.#packet = this.#exports.allocate(length);
      this.#packetBytes = length;
    }
    this.bytes.set(bytes.subarray(start, end), this.#packet);
    return this.#packet;
  }

  #holdAddresses({ addresses, mirror }: Frame): number {
    const at = this.#addresses / Int32Array.BYTES_PER_ELEMENT;
    this.words.set(addresses, at);
    this.words.set(mirror, at + addresses.length);
    return this.#addresses;
  }

  #look(): void {
    const { buffer } = this.#exports.memory;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }
}
