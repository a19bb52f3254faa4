import { NEVER_US } from "../capture/packet";
import type { Connection, ConnectionEnd } from "./connection";
import type { FlowTable } from "./flow-table";
import type { FlowLimits } from "./limits";
import { Queue } from "./queue";
import { QuietConnections } from "./quiet-connections";
import type { TimedBytes } from "./routine";

/** Idle connections are looked for after so many seconds of packet time, and not before so many packets. */
const SWEEP_SECONDS = 5;
const SWEEP_PACKETS = 4096;

/** Share of the connections, the ones idle for longest, that are dropped when there are too many. */
const EVICTED_SHARE = 1 / 16;

/** Ends a connection. */
export type EndConnection = (connection: Connection, why: ConnectionEnd) => void;

/**
 * What time, which is that of the packets, brings about: closed connections end when stragglers have had their time,
 * silent ones are given up, and the rows of ended ones are forgotten.
 */
export class Expiry {
  readonly quiet: QuietConnections;
  /** The packet count keeps the cost of sweeps per packet constant. */
  packetsSinceSweep = 0;
  readonly #limits: FlowLimits;
  readonly #table: FlowTable;
  readonly #connections: readonly (Connection | null)[];
  readonly #end: EndConnection;
  /** Connections that are closed and wait for stragglers, in time order. */
  readonly #closing = new Queue<Connection>();
  /** Nothing is due before, so that most packets need no look at the queues. */
  #nextDueUs = NEVER_US;
  #sweptUs = NEVER_US;
  #nowUs = NEVER_US;

  /** `connections`: by row, null for a free one. */
  constructor(limits: FlowLimits, table: FlowTable, connections: readonly (Connection | null)[], end: EndConnection) {
    this.#limits = limits;
    this.#table = table;
    this.#connections = connections;
    this.#end = end;
    this.quiet = new QuietConnections(limits.lingerSeconds * 1e6);
  }

  /** Time of the latest packet. */
  get nowUs(): number {
    return this.#nowUs;
  }

  /** Time has come as far as this packet. */
  pass({ timeUs }: Pick<TimedBytes, "timeUs">): void {
    if (timeUs <= this.#nowUs) return;
    this.#nowUs = timeUs;
    if (timeUs > this.#nextDueUs) this.#advance();
  }

  /** Ends a connection, which has been closed, once stragglers have had their time. */
  endLater(connection: Connection): void {
    connection.queuedToClose = true;
    this.#closing.push(connection);
    this.#nextDueUs = Math.min(this.#nextDueUs, connection.closingSinceUs + this.#limits.reorderSeconds * 1e6);
  }

  /** Remembers a connection that is not followed any more for a while, so that stray packets begin no new one. */
  forgetLater({ row, syns, synSequence }: Connection, sinceUs: number): void {
    this.quiet.add(this.#table, row, syns > 0 ? synSequence : null, sinceUs);
    this.#nextDueUs = Math.min(this.#nextDueUs, sinceUs + this.#limits.lingerSeconds * 1e6);
    if (this.quiet.size > this.#limits.maxConnections) this.quiet.forgetOldest();
  }

  /** How long a connection may be silent before it is given up. */
  patienceUs(connection: Connection): number {
    if (!connection.reported) return this.#limits.lingerSeconds * 1e6;
    const waiting = connection.consumer?.handshaking === true || connection.hasPending;
    return (waiting ? this.#limits.stallSeconds : this.#limits.idleSeconds) * 1e6;
  }

  #isOverdue(connection: Connection): boolean {
    return this.#nowUs - connection.lastUs > this.patienceUs(connection);
  }

  /** Gives up what was silent for too long. */
  endOverdue(): void {
    this.#sweptUs = this.#nowUs;
    this.packetsSinceSweep = 0;
    for (const connection of this.#connections) {
      if (connection !== null && this.#isOverdue(connection)) this.#end(connection, "timeout");
    }
  }

  /** The capture is over: ends what is left. */
  endAll(): void {
    for (const connection of this.#connections) {
      if (connection === null) continue;
      const isClosed = connection.closingSinceUs >= 0;
      this.#end(connection, isClosed ? "closed" : this.#isOverdue(connection) ? "timeout" : "capture-end");
    }
  }

  /** Drops a part of the connections, the ones idle for longest. */
  evict(): void {
    const lastSeen: number[] = [];
    for (const connection of this.#connections) if (connection !== null) lastSeen.push(connection.lastUs);
    lastSeen.sort((a, b) => a - b);
    let left = Math.ceil(lastSeen.length * EVICTED_SHARE);
    const threshold = lastSeen[left - 1] ?? this.#nowUs;
    for (const connection of this.#connections) {
      if (left === 0) return;
      if (connection === null || connection.lastUs > threshold) continue;
      this.#end(connection, "evicted");
      left--;
    }
  }

  #advance(): void {
    const { quiet } = this;
    const nowUs = this.#nowUs;
    const closedBefore = nowUs - this.#limits.reorderSeconds * 1e6;
    for (let next = this.#closing.peek(); next !== undefined; next = this.#closing.peek()) {
      if (next.closingSinceUs >= closedBefore) break;
      this.#closing.shift();
      next.queuedToClose = false;
      if (this.#connections[next.row] === next) this.#end(next, "closed");
    }
    const quietBefore = nowUs - this.#limits.lingerSeconds * 1e6;
    while (quiet.oldestUs < quietBefore) quiet.forgetOldest();
    if (nowUs - this.#sweptUs > SWEEP_SECONDS * 1e6) this.#sweep();
    this.#nextDueUs = Math.min(
      (this.#closing.peek()?.closingSinceUs ?? Infinity) + this.#limits.reorderSeconds * 1e6,
      quiet.oldestUs + this.#limits.lingerSeconds * 1e6,
      this.#sweptUs + SWEEP_SECONDS * 1e6,
    );
  }

  #sweep(): void {
    if (this.packetsSinceSweep >= Math.max(SWEEP_PACKETS, this.#table.rowLimit / 4)) this.endOverdue();
  }
}
