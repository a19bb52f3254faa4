import { IPV4_MAPPED, type Frame } from "../decap/frame";

/** What tells a connection from others, seen from one of its packets. */
export type FlowKey = Pick<Frame, "addresses" | "sourcePort" | "destinationPort" | "vni">;

/** Any order of the two endpoints will do, as long as both directions agree on it. */
export function isSourceLow(key: FlowKey): boolean {
  const a = key.addresses;
  for (let word = 3; word >= 0; word--) {
    const source = a[word] ?? 0;
    const destination = a[word + 4] ?? 0;
    if (source !== destination) return source < destination;
  }
  return key.sourcePort < key.destinationPort;
}

export function isIpv4(addresses: Int32Array): boolean {
  return (
    addresses[2] === IPV4_MAPPED &&
    addresses[6] === IPV4_MAPPED &&
    addresses[0] === 0 &&
    addresses[1] === 0 &&
    addresses[4] === 0 &&
    addresses[5] === 0
  );
}

/** An IPv6 address in one word, in which equal words in different places do not cancel each other out. */
function folded(addresses: Int32Array, from: number): number {
  let hash = 0;
  for (let word = from; word < from + 4; word++) hash = (Math.imul(hash, 0x85ebca6b) + (addresses[word] ?? 0)) | 0;
  return hash;
}

/** Hash of a frame's endpoints. */
export function hashOf(key: FlowKey): number {
  const { addresses, sourcePort, destinationPort } = key;
  const sourceIsLow = isSourceLow(key);
  const low = sourceIsLow ? 0 : 4;
  const ports = sourceIsLow ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort;
  return isIpv4(addresses)
    ? endpointHash(addresses[low + 3] ?? 0, addresses[7 - low] ?? 0, ports)
    : endpointHash(folded(addresses, low), folded(addresses, 4 - low), ports);
}

/** Hash of the endpoints, low one first, each address in one word: the same in both directions and under every VNI. */
export function endpointHash(low: number, high: number, ports: number): number {
  let hash = Math.imul(low, 0x85ebca6b) ^ high;
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ ports;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return hash ^ (hash >>> 15);
}
