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
