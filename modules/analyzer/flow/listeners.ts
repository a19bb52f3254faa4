import type { Frame } from "../decap/frame";

/** A listener told exactly: the addresses it is reached at and, if given, its port alone. */
export interface ListenerRange {
  /** Network address in four words, IPv4 in mapped form. */
  readonly network: Int32Array;
  /** Bits of the 128 that count. */
  readonly prefixLength: number;
  /** TCP port; null for those of {@link ListenerOptions.ports}. */
  readonly port: number | null;
}

/** Where the balancer listens. */
export interface ListenerOptions {
  /** TCP ports, at whatever address. */
  readonly ports: readonly number[];
  /** Wins over `ports` for the addresses it covers. */
  readonly ranges: readonly ListenerRange[];
}

export const DEFAULT_LISTENERS: ListenerOptions = { ports: [443, 8443], ranges: [] };

/** Says which endpoint is a listener. */
export class Listeners {
  readonly #ports: ReadonlySet<number>;
  readonly #ranges: readonly ListenerRange[];

  constructor(options: ListenerOptions) {
    this.#ports = new Set(options.ports);
    this.#ranges = options.ranges;
  }

  /** Whether packets to this endpoint reach a listener. */
  has(address: Int32Array, port: number): boolean {
    let covered = false;
    for (const range of this.#ranges) {
      if (!inNetwork(address, range)) continue;
      covered = true;
      if (range.port === null ? this.#ports.has(port) : range.port === port) return true;
    }
    return !covered && this.#ports.has(port);
  }

  isSource(frame: Frame): boolean {
    if (this.#ranges.length === 0) return this.#ports.has(frame.sourcePort);
    return this.has(frame.addresses.subarray(0, 4), frame.sourcePort);
  }

  isDestination(frame: Frame): boolean {
    if (this.#ranges.length === 0) return this.#ports.has(frame.destinationPort);
    return this.has(frame.addresses.subarray(4, 8), frame.destinationPort);
  }
}

function inNetwork(address: Int32Array, range: ListenerRange): boolean {
  for (let word = 0, bits = range.prefixLength; word < 4 && bits > 0; word++, bits -= 32) {
    const mask = bits >= 32 ? -1 : ~(0xffffffff >>> bits);
    if ((((address[word] ?? 0) ^ (range.network[word] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}
