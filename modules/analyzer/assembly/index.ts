/**
 * The stages from the packet to what is known of a connection and to its record's line, in WebAssembly. Compiled by AssemblyScript,
 * a TypeScript with the types of the machine; docs/architecture.md says what is different in it.
 *
 * One instance serves one analyzer. Addresses are of its memory.
 */
import { takePacket } from "./express-lane";
import { endAll, endOverdue, passTime, resetExpiry } from "./flow/expiry";
import { probe, probeAddresses } from "./flow/key-row";
import { limits } from "./flow/limits";
import { resetListeners } from "./flow/listeners";
import { segment } from "./flow/segment";
import {
  acceptSegment,
  lastConnection,
  lastSegmentSide,
  noteError as note,
  resetTracker,
  wasLastSettled,
} from "./flow/tracker";
import { Entry } from "./bytes/byte-memo";
import { releaseText, SharedText } from "./bytes/shared-text";
import { deliver, setNumbered } from "./order/delivery";
import { Place, resetPlaces } from "./order/places";
import { configureOrder as setOrder, fillPlace } from "./order/record-order";
import { recordsTaken as taken, tookAllWhole as tookWhole } from "./pcap";
import { isOfShard, setShard } from "./shard";
import { recordOf, setStrippedVni } from "./record-of";
import { dropRecord as drop, HeldRecord } from "./report/held-record";
import { judgedConnection, knowJudgement as know, resetTelling } from "./telling";
import { sealedBytesOf } from "./tls/reading";

export { countOf as toldOf } from "./telling";
export { factDoublesAt, factWordsAt } from "./facts";
export { takeRecords } from "./pcap";
export { addListenerPort, addListenerRange, isListener } from "./flow/listeners";

/** Sets what may be held, and for how long in seconds, and the shard. To be called first. */
export function configure(
  maxConnections: f64,
  maxPendingBytes: f64,
  maxPendingSegments: f64,
  maxPendingBytesTotal: f64,
  reorderSeconds: f64,
  stallSeconds: f64,
  idleSeconds: f64,
  lingerSeconds: f64,
  maxPreludeBytes: f64,
  shardIndex: i32,
  shardCount: i32,
): void {
  limits.maxConnections = maxConnections;
  limits.maxPendingBytes = maxPendingBytes;
  limits.maxPendingSegments = maxPendingSegments;
  limits.maxPendingBytesTotal = maxPendingBytesTotal;
  limits.reorderUs = reorderSeconds * 1e6;
  limits.stallUs = stallSeconds * 1e6;
  limits.idleUs = idleSeconds * 1e6;
  limits.lingerUs = lingerSeconds * 1e6;
  limits.maxPreludeBytes = maxPreludeBytes;
  limits.leastPatienceUs = min(min(limits.stallUs, limits.idleUs), limits.lingerUs);
  setShard(shardIndex, shardCount);
}

/**
 * Sets how records are told, `ordered` by the beginnings of their connections or as they are decided, and how many may wait in
 * memory before they go to the spool; `numbered`: each with the number of its packet and a space before it. `strippedVni` is
 * that of packets which come without a VXLAN header, -1 where none was taken off.
 */
export function configureRecords(ordered: bool, numbered: bool, maxHeldRecords: f64, strippedVni: i32): void {
  setOrder(ordered, maxHeldRecords);
  setNumbered(numbered);
  setStrippedVni(strippedVni);
}

/** Room for packets, of at least this length. */
export function allocate(bytes: i32): usize {
  return heap.alloc(bytes);
}

export function free(address: usize): void {
  heap.free(address);
}

/** Takes an Ethernet packet that the capture holds whole; false, with nothing changed, where it has to be decoded first. */
export function take(start: usize, end: usize, timeUs: f64, ordinal: f64): bool {
  const isTaken = takePacket(start, end, timeUs, ordinal);
  deliver();
  return isTaken;
}

/** How many records `takeRecords` took last. */
export function recordsTaken(): i32 {
  return taken;
}

/** Whether those were all, up to one that is not whole. */
export function tookAllWhole(): bool {
  return tookWhole;
}

/**
 * Takes a decoded TCP segment. Source and destination address lie at `addresses`, four words each, and behind them that
 * of the mirrored interface; the payload at `[start, end)`, which ended at `wireEnd` when it was sent.
 */
export function takeSegment(
  addresses: usize,
  sourcePort: i32,
  destinationPort: i32,
  vni: i32,
  start: usize,
  end: usize,
  wireEnd: usize,
  sequence: i32,
  acknowledgment: i32,
  flags: i32,
  timeUs: f64,
  ordinal: f64,
): void {
  segment.sourceIsLow = probeAddresses(addresses, addresses + 16, sourcePort, destinationPort, vni);
  if (!isOfShard(probe.hash)) {
    passTime(timeUs);
    deliver();
    return;
  }
  segment.mirror0 = load<i32>(addresses, 32);
  segment.mirror1 = load<i32>(addresses, 36);
  segment.mirror2 = load<i32>(addresses, 40);
  segment.mirror3 = load<i32>(addresses, 44);
  segment.start = start;
  segment.end = end;
  segment.wireEnd = wireEnd;
  segment.sequence = sequence;
  segment.acknowledgment = acknowledgment;
  segment.flags = flags;
  segment.timeUs = timeUs;
  segment.ordinal = ordinal;
  acceptSegment();
  deliver();
}

/** Takes an ICMP error that quotes a segment between these endpoints. */
export function noteError(addresses: usize, sourcePort: i32, destinationPort: i32, vni: i32, isTooBig: bool): void {
  probeAddresses(addresses, addresses + 16, sourcePort, destinationPort, vni);
  note(isTooBig);
}

/** Nobody outside refers to this text any more. */
export function dropText(text: usize): void {
  releaseText(changetype<SharedText>(text));
}

/** The record of the connection that is told of as ended, with what `report/held-record.ts` calls its judgement. */
export function endedRecord(judgement: usize): HeldRecord | null {
  const connection = judgedConnection();
  return connection === null ? null : recordOf(connection, changetype<SharedText>(judgement));
}

/** Connections in this situation need not be told of as ended any more: see `telling.ts`. */
export function knowJudgement(situation: usize, judgement: usize, outcome: i32): void {
  know(changetype<Entry>(situation), changetype<SharedText>(judgement), outcome);
}

/** Fills the place of a connection with its record, which is told when its turn comes; with 0 where nothing is to be told. */
export function fill(place: usize, record: usize): void {
  fillPlace(changetype<Place>(place), changetype<HeldRecord | null>(record));
}

/** A record will not be told after all. */
export function dropRecord(record: usize): void {
  drop(changetype<HeldRecord>(record));
}

/** Time has come this far without another packet: ends what was silent for too long by then. */
export function rest(timeUs: f64): void {
  passTime(timeUs);
  endOverdue();
  deliver();
}

/** The capture is over: ends what is left. Places may be filled afterwards. */
export function endAllLeft(): void {
  endAll();
}

/** All places are filled: tells what has not been told. */
export function finish(): void {
  deliver();
}

/** Starts over for another analyzer, after `finish`. What was allocated must have been freed. */
export function reset(): void {
  resetPlaces();
  resetExpiry();
  resetListeners();
  resetTracker();
  resetTelling();
}

/** Nothing in the segment last taken but its header could matter any more, since all was settled before it. */
export function lastWasSettled(): bool {
  return wasLastSettled();
}

/** What the client of that segment's connection speaks; -1 without a conversation. */
export function lastOpening(): i32 {
  const connection = lastConnection();
  return connection === null || !connection.reported ? -1 : connection.conversation.opening;
}

/** Nothing that follows can change what will be said of that connection. */
export function lastIsSettled(): bool {
  const connection = lastConnection();
  return connection !== null && connection.conversation.settled;
}

/**
 * Of the payload of that segment, whose sequence number and length are given, how many bytes at its end are encrypted data
 * of which only the length is ever told; -1 where it did not come in its turn.
 */
export function lastSealedBytes(sequence: i32, length: i32): i32 {
  const connection = lastConnection();
  if (connection === null || connection.hasPending) return -1;
  const half = lastSegmentSide() === 0 ? connection.client : connection.server;
  if (half.next !== sequence + length) return -1;
  return sealedBytesOf(connection.conversation, half.side);
}
