import type { ReadPacket } from "./read-capture";
import type { TcpLayout } from "./tcp-layout";
import { tcpLayoutOf } from "./tcp-layout";
import { concat } from "./wire-bytes";

/**
 * Variants of a capture, for properties that hold whatever the network or the disk did to it.
 *
 * Pure: the same seed gives the same variants. Inputs are never changed. Times stay in file order, since they belong to
 * the place in the capture and not to the packet.
 */

/** Numbers from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** The generator mulberry32: small, and equal everywhere. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Variants of the file.

/** Every proper prefix, shortest first. */
export function* prefixesOf(file: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < file.length; length++) yield file.subarray(0, length);
}

/** The file with one byte changed, for every byte and each of `masks`. */
export function* flipsOf(file: Uint8Array, masks: readonly number[] = [0xff]): Generator<Uint8Array> {
  for (let offset = 0; offset < file.length; offset++) {
    for (const mask of masks) {
      const flipped = file.slice();
      flipped[offset]! ^= mask;
      yield flipped;
    }
  }
}

/** The file with `count` random bytes after its end. */
export function withBytesAppended(file: Uint8Array, count: number, random: Random): Uint8Array {
  return concat(
    file,
    Uint8Array.from({ length: count }, () => random() * 256),
  );
}

// Variants of the list of packets.

/** Each side of each TCP connection, in the order of its first segment; tunnels tell connections apart. */
export function directionsIn(packets: readonly ReadPacket[]): string[] {
  return Array.from(new Set(packets.flatMap((packet) => tcpLayoutOf(packet)?.direction ?? [])));
}

/**
 * Shuffles the segments with payload that one side sent among their places. SYN and RST stay: a SYN that comes late is
 * a connection joined late, and a RST ends it wherever it stands.
 *
 * @param reach `flight` keeps a segment between the other side's payloads around it, as reordering on the network does
 */
export function shuffled(
  packets: readonly ReadPacket[],
  direction: string,
  random: Random,
  reach: "flight" | "connection" = "connection",
): ReadPacket[] {
  const result = [...packets];
  for (const places of flightsOf(packets, direction, reach)) {
    const order = permuted(places, random);
    places.forEach((place, index) => {
      result[place] = { ...packets[order[index]!]!, timeUs: packets[place]!.timeUs };
    });
  }
  return result;
}

function flightsOf(packets: readonly ReadPacket[], direction: string, reach: "flight" | "connection"): number[][] {
  const flights: number[][] = [[]];
  packets.forEach((packet, place) => {
    const layout = tcpLayoutOf(packet);
    if (layout === null || layout.payloadStart === layout.payloadEnd) return;
    const isMovable = (flagsOf(packet, layout) & (Flag.SYN | Flag.RST)) === 0;
    if (layout.direction === direction && isMovable) flights.at(-1)!.push(place);
    if (layout.reverse === direction && reach === "flight") flights.push([]);
  });
  return flights;
}

/** The capture with one segment split in two, for every segment with payload and every place in it. */
export function* splitsOf(packets: readonly ReadPacket[]): Generator<ReadPacket[]> {
  for (const [index, packet] of packets.entries()) {
    const layout = tcpLayoutOf(packet);
    if (layout === null) continue;
    for (let length = 1; length < layout.payloadEnd - layout.payloadStart; length++) {
      yield [...packets.slice(0, index), ...cutSegment(packet, layout, length), ...packets.slice(index + 1)];
    }
  }
}

/** The capture with every segment in pieces of at most `payloadBytes`. */
export function splitInto(packets: readonly ReadPacket[], payloadBytes: number): ReadPacket[] {
  return packets.flatMap((packet) => pieces(packet, payloadBytes));
}

function pieces(packet: ReadPacket, payloadBytes: number): ReadPacket[] {
  const layout = tcpLayoutOf(packet);
  if (layout === null) return [packet];
  const result: ReadPacket[] = [];
  let rest = packet;
  let restBytes = layout.payloadEnd - layout.payloadStart;
  for (; restBytes > payloadBytes; restBytes -= payloadBytes) {
    const [first, second] = cutSegment(rest, tcpLayoutOf(rest) ?? layout, payloadBytes);
    result.push(first);
    rest = second;
  }
  return [...result, rest];
}

/** The capture without one packet, for every packet. */
export function* dropsOf(packets: readonly ReadPacket[]): Generator<ReadPacket[]> {
  for (let index = 0; index < packets.length; index++) yield packets.toSpliced(index, 1);
}

/** The capture without each packet, with the probability `share`. */
export function dropped(packets: readonly ReadPacket[], share: number, random: Random): ReadPacket[] {
  return packets.filter(() => random() >= share);
}

/** Packets later than the original that its copy may come. */
const MAX_COPY_DISTANCE = 4;

/** The capture with a copy of each packet, with the probability `share`, at the same place or some packets later. */
export function duplicated(packets: readonly ReadPacket[], share: number, random: Random): ReadPacket[] {
  const copies = new Map<number, ReadPacket[]>();
  packets.forEach((packet, index) => {
    if (random() >= share) return;
    const place = Math.min(packets.length - 1, index + Math.floor(random() * (MAX_COPY_DISTANCE + 1)));
    const copy = { ...packet, timeUs: packets[place]!.timeUs };
    copies.set(place, [...(copies.get(place) ?? []), copy]);
  });
  return packets.flatMap((packet, index) => [packet, ...(copies.get(index) ?? [])]);
}

/** Bits of the TCP flags. */
const Flag = { FIN: 0x01, SYN: 0x02, RST: 0x04, PSH: 0x08 } as const;

/** Two segments instead of one, the first with `length` bytes of payload. What ends the segment stays at its end. */
function cutSegment(packet: ReadPacket, layout: TcpLayout, length: number): [ReadPacket, ReadPacket] {
  const { header, payloadStart, payloadEnd } = layout;
  const headers = packet.bytes.subarray(0, payloadStart);
  const flags = flagsOf(packet, layout);
  const sequence = viewOf(packet.bytes).getUint32(header + 4);
  const synLength = (flags & Flag.SYN) === 0 ? 0 : 1;

  const build = (payload: Uint8Array, firstSequence: number, segmentFlags: number): ReadPacket => {
    const bytes = concat(headers, payload);
    const view = viewOf(bytes);
    view.setUint32(header + 4, firstSequence);
    view.setUint8(header + 13, segmentFlags);
    const removed = payloadEnd - payloadStart - payload.length;
    for (const field of layout.lengthFields) view.setUint16(field, Math.max(0, view.getUint16(field) - removed));
    return { ...packet, bytes, wireLength: bytes.length };
  };
  const cut = payloadStart + length;
  return [
    build(packet.bytes.subarray(payloadStart, cut), sequence, flags & ~(Flag.FIN | Flag.RST | Flag.PSH)),
    build(packet.bytes.subarray(cut, payloadEnd), sequence + synLength + length, flags & ~Flag.SYN),
  ];
}

function flagsOf(packet: ReadPacket, layout: TcpLayout): number {
  return packet.bytes[layout.header + 13]!;
}

/** Fisher and Yates. */
function permuted<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
