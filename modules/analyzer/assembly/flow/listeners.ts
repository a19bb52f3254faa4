import { segment, TcpFlag } from "./segment";

/** A listener told exactly: the addresses it is reached at, and its port, or -1 for those of all listeners. */
@unmanaged
class ListenerRange {
  next: ListenerRange | null = null;
  network0: i32 = 0;
  network1: i32 = 0;
  network2: i32 = 0;
  network3: i32 = 0;
  /** Bits of the 128 that count. */
  prefixLength: i32 = 0;
  port: i32 = -1;

  covers(address: usize): bool {
    let bits = this.prefixLength;
    for (let word: usize = 0; word < 16 && bits > 0; word += 4, bits -= 32) {
      const mask: u32 = bits >= 32 ? u32.MAX_VALUE : ~(u32.MAX_VALUE >>> bits);
      const network = load<u32>(changetype<usize>(this) + offsetof<ListenerRange>("network0") + word);
      if (((load<u32>(address + word) ^ network) & mask) !== 0) return false;
    }
    return true;
  }
}

/** By port, whether one listens there at whatever address. */
const ports = memory.data(65_536);
let firstRange: ListenerRange | null = null;
let lastRange: ListenerRange | null = null;

/** One listens on this port, at addresses that no range covers, and in ranges without a port. */
export function addListenerPort(port: i32): void {
  store<u8>(ports + port, 1);
}

/** Wins over the ports for the addresses it covers. The network is four words, `port` -1 for those of all listeners. */
export function addListenerRange(
  network0: i32,
  network1: i32,
  network2: i32,
  network3: i32,
  prefixLength: i32,
  port: i32,
): void {
  const range = new ListenerRange();
  range.network0 = network0;
  range.network1 = network1;
  range.network2 = network2;
  range.network3 = network3;
  range.prefixLength = prefixLength;
  range.port = port;
  const last = lastRange;
  if (last === null) firstRange = range;
  else last.next = range;
  lastRange = range;
}

/** There is none. */
export function resetListeners(): void {
  memory.fill(ports, 0, 65_536);
  let range = firstRange;
  while (range !== null) {
    const next = range.next;
    heap.free(changetype<usize>(range));
    range = next;
  }
  firstRange = null;
  lastRange = null;
}

/** Whether packets to this endpoint reach a listener. */
export function isListener(address: usize, port: i32): bool {
  const listens = load<u8>(ports + port) !== 0;
  let covered = false;
  let range = firstRange;
  while (range !== null) {
    if (range.covers(address)) {
      covered = true;
      if (range.port < 0 ? listens : range.port === port) return true;
    }
    range = range.next;
  }
  return !covered && listens;
}

export function isFromListener(): bool {
  return isListener(segment.sourceAddress, segment.sourcePort);
}

export function isToListener(): bool {
  return isListener(segment.destinationAddress, segment.destinationPort);
}

/**
 * Whether the first captured packet of a connection comes from its client: as its SYN says, else as the listeners tell,
 * else as ports do, of which a server's is the lower one by custom.
 */
export function isFromClient(): bool {
  if (segment.has(TcpFlag.SYN)) return !segment.has(TcpFlag.ACK);
  const toListener = isToListener();
  if (toListener !== isFromListener()) return toListener;
  return segment.sourcePort >= segment.destinationPort;
}
