/**
 * Records of a pcap file, read where they lie: most captures are such files, and to come here once for each of some
 * hundred packets costs as much again as to take them.
 *
 * Whatever is unusual about a record is left to the reader, in TypeScript, which reads all of them; so nothing is decided here
 * that is not decided there, only sooner.
 */
import { takePacket } from "./express-lane";
import { deliver } from "./order/delivery";

/** Seconds, fraction, captured length, length on the wire: each four bytes. */
const FRACTION: usize = 4;
const CAPTURED: usize = 8;
const WIRE: usize = 12;

/** A longer record is damage. */
const MAX_PACKET_BYTES: u32 = 256 * 1024;

/** How many were taken last. */
export let recordsTaken = 0;
/** Those were all, up to one that is not whole. */
export let tookAllWhole = false;

/**
 * Takes records in `[start, end)`, the first of which has number `ordinal`, until one has to go the long way: it is not whole,
 * its packet was cut or is not what {@link takePacket} takes, or it is not from before `beforeUs`. Returns where that one begins.
 */
export function takeRecords(
  start: usize,
  end: usize,
  headerBytes: usize,
  isLittleEndian: bool,
  fractionsPerUs: u32,
  beforeUs: f64,
  ordinal: f64,
): usize {
  let at = start;
  let taken = 0;
  while (true) {
    const packet = at + headerBytes;
    tookAllWhole = packet > end;
    if (tookAllWhole) break;
    const captured = numberAt(at + CAPTURED, isLittleEndian);
    if (captured !== numberAt(at + WIRE, isLittleEndian) || captured > MAX_PACKET_BYTES) break;
    tookAllWhole = packet + captured > end;
    if (tookAllWhole) break;
    const fractions = numberAt(at + FRACTION, isLittleEndian);
    const fraction = fractionsPerUs === 1 ? fractions : fractions / fractionsPerUs;
    const timeUs = <f64>numberAt(at, isLittleEndian) * 1e6 + <f64>fraction;
    if (timeUs >= beforeUs || !takePacket(packet, packet + captured, timeUs, ordinal + <f64>taken)) break;
    at = packet + captured;
    taken++;
  }
  recordsTaken = taken;
  deliver();
  return at;
}

function numberAt(at: usize, isLittleEndian: bool): u32 {
  const number = load<u32>(at);
  return isLittleEndian ? number : bswap<u32>(number);
}
