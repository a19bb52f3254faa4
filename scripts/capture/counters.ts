/** Packet counts as tcpdump tells them, on SIGUSR1 in one line and at its end in several. */
export interface PacketCounters {
  /** Written to files. */
  readonly captured: number;
  /** Seen by the capture filter in the kernel. */
  readonly received: number;
  /** Lost because tcpdump was too slow and the kernel's buffer full. */
  readonly dropped: number;
  /** Lost by the network device. */
  readonly droppedByInterface: number;
}

export const NO_PACKETS: PacketCounters = { captured: 0, received: 0, dropped: 0, droppedByInterface: 0 };

const COUNTERS =
  /(\d+) packets? captured,?\s+(\d+) packets? received by filter,?\s+(\d+) packets? dropped by kernel(?:,?\s+(\d+) packets? dropped by interface)?/g;

/** The last complete counts in what tcpdump printed; undefined when there are none. */
export function parseCounters(text: string): PacketCounters | undefined {
  const last = [...text.matchAll(COUNTERS)].at(-1);
  if (last === undefined) return undefined;
  const [, captured, received, dropped, droppedByInterface] = last;
  return {
    captured: Number(captured),
    received: Number(received),
    dropped: Number(dropped),
    droppedByInterface: Number(droppedByInterface ?? 0),
  };
}

/** What was counted between two readings of one tcpdump. Its counters have 32 bits and begin again at 0. */
export function countersSince(later: PacketCounters, earlier: PacketCounters): PacketCounters {
  return combine(later, earlier, (a, b) => (a - b) >>> 0);
}

export function addCounters(one: PacketCounters, other: PacketCounters): PacketCounters {
  return combine(one, other, (a, b) => a + b);
}

function combine(a: PacketCounters, b: PacketCounters, operation: (a: number, b: number) => number): PacketCounters {
  return {
    captured: operation(a.captured, b.captured),
    received: operation(a.received, b.received),
    dropped: operation(a.dropped, b.dropped),
    droppedByInterface: operation(a.droppedByInterface, b.droppedByInterface),
  };
}
