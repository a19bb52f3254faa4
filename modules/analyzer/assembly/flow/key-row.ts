import { areEqual } from "../bytes/compare";

/** What tells a connection from others, with the endpoint that is sorted first first, in whichever direction it is seen. */
@unmanaged
export class KeyRow {
  hash: i32 = 0;
  /** VXLAN network identifier; -1 when the packet was not encapsulated. */
  vni: i32 = 0;
  /** The low endpoint's in the upper half. */
  ports: i32 = 0;
  /** 4 or 6, of the Internet Protocol. */
  family: i32 = 0;
  /** Addresses in four words, IPv4 in the mapped form of RFC 4291 section 2.5.5.2. */
  low0: i32 = 0;
  low1: i32 = 0;
  low2: i32 = 0;
  low3: i32 = 0;
  high0: i32 = 0;
  high1: i32 = 0;
  high2: i32 = 0;
  high3: i32 = 0;

  @inline
  port(low: bool): i32 {
    return low ? this.ports >>> 16 : this.ports & 0xffff;
  }

  /** Where the four words of an endpoint's address lie. */
  @inline
  address(low: bool): usize {
    return changetype<usize>(this) + (low ? offsetof<KeyRow>("low0") : offsetof<KeyRow>("high0"));
  }
}

export const KEY_BYTES = offsetof<KeyRow>();
const ADDRESS_BYTES: usize = 16;

/** The key of the packet at hand, which tables look up. */
export const probe = changetype<KeyRow>(memory.data(offsetof<KeyRow>(), 8));

/** The second half of the word that marks a mapped IPv4 address. */
const IPV4_MAPPED = 0x0000ffff;

/** Sets the key by a packet between two IPv4 addresses. Returns whether its source is the endpoint sorted first. */
export function probeIpv4(source: i32, destination: i32, sourcePort: i32, destinationPort: i32, vni: i32): bool {
  const sourceIsLow = source < destination || (source === destination && sourcePort < destinationPort);
  const low = sourceIsLow ? source : destination;
  const high = sourceIsLow ? destination : source;
  probe.ports = portsOf(sourceIsLow, sourcePort, destinationPort);
  probe.low0 = probe.low1 = probe.high0 = probe.high1 = 0;
  probe.low2 = probe.high2 = IPV4_MAPPED;
  probe.low3 = low;
  probe.high3 = high;
  probe.vni = vni;
  probe.family = 4;
  probe.hash = endpointHash(low, high, probe.ports);
  return sourceIsLow;
}

/**
 * The same by two addresses of four words each, in the byte order of the machine. Any order of the two endpoints will do,
 * as long as both directions agree on it.
 */
export function probeAddresses(
  source: usize,
  destination: usize,
  sourcePort: i32,
  destinationPort: i32,
  vni: i32,
): bool {
  if (isMappedIpv4(source) && isMappedIpv4(destination)) {
    return probeIpv4(load<i32>(source, 12), load<i32>(destination, 12), sourcePort, destinationPort, vni);
  }
  const sourceIsLow = isLow(source, destination, sourcePort < destinationPort);
  const low = sourceIsLow ? source : destination;
  const high = sourceIsLow ? destination : source;
  memory.copy(probe.address(true), low, ADDRESS_BYTES);
  memory.copy(probe.address(false), high, ADDRESS_BYTES);
  probe.ports = portsOf(sourceIsLow, sourcePort, destinationPort);
  probe.vni = vni;
  probe.family = 6;
  probe.hash = endpointHash(folded(low), folded(high), probe.ports);
  return sourceIsLow;
}

/** Whether `row` has the endpoints of the packet at hand, under whatever VNI. */
export function hasProbedEndpoints(row: KeyRow): bool {
  return (
    row.hash === probe.hash &&
    row.ports === probe.ports &&
    row.low3 === probe.low3 &&
    row.high3 === probe.high3 &&
    row.family === probe.family &&
    (row.family === 4 || areEqual(row.address(true), probe.address(true), 2 * <i32>ADDRESS_BYTES))
  );
}

/** Hash of the endpoints, each address in one word: the same in both directions and under every VNI. */
function endpointHash(low: i32, high: i32, ports: i32): i32 {
  let hash = (low * 0x85ebca6b) ^ high;
  hash = ((hash ^ (hash >>> 15)) * 0xc2b2ae35) ^ ports;
  hash = (hash ^ (hash >>> 16)) * 0x7feb352d;
  return hash ^ (hash >>> 15);
}

function portsOf(sourceIsLow: bool, sourcePort: i32, destinationPort: i32): i32 {
  return sourceIsLow ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort;
}

function isMappedIpv4(address: usize): bool {
  return load<i64>(address) === 0 && load<i32>(address, 8) === IPV4_MAPPED;
}

function isLow(source: usize, destination: usize, ifEqual: bool): bool {
  for (let word = 12; word >= 0; word -= 4) {
    const a = load<i32>(source + word);
    const b = load<i32>(destination + word);
    if (a !== b) return a < b;
  }
  return ifEqual;
}

/** An IPv6 address in one word, in which equal words in different places do not cancel each other out. */
function folded(address: usize): i32 {
  let hash = 0;
  for (let word = 0; word < 16; word += 4) hash = hash * 0x85ebca6b + load<i32>(address + word);
  return hash;
}
