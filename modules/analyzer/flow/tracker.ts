import type { Frame } from "../decap/frame";
import { TcpFlag } from "../decap/tcp";
import type { Connection, ConnectionEnd } from "./connection";
import { ConnectionSupply } from "./connection-supply";
import { Expiry } from "./expiry";
import type { FlowKey } from "./flow-key";
import { FlowTable } from "./flow-table";
import { isFromClient } from "./from-client";
import type { HalfStream } from "./half-stream";
import type { FlowLimits } from "./limits";
import type { Listeners } from "./listeners";
import { isNextUse, isOpeningSyn, wasHalfOpen } from "./next-use";
import { Reassembler } from "./reassembly";
import { RoutinePackets, type TimedBytes } from "./routine";
import { Prelude, type OpeningTest } from "./prelude";
import type { StreamConsumer } from "./stream-consumer";

/** What the tracker tells about connections, and asks. */
export interface TrackerHooks {
  /** A connection to report on has begun. What is returned follows its bytes. */
  begin(connection: Connection): StreamConsumer;
  /** A reported connection is over as far as the capture goes. Its object is lent for the call, unless it has a twin. */
  end(connection: Connection, why: ConnectionEnd, nowUs: number): void;
  /** Whether these bytes begin a TLS conversation. */
  readonly opens: OpeningTest;
}

/** Follows every TCP connection of a capture from its first packet to its last. */
export class ConnectionTracker {
  readonly #limits: FlowLimits;
  readonly #leastPatienceUs: number;
  readonly #routine: RoutinePackets;
  readonly #listeners: Listeners;
  readonly #hooks: TrackerHooks;
  readonly #reassembler: Reassembler;
  readonly #table = new FlowTable();
  /** By row; null for a free one. */
  readonly #connections: (Connection | null)[] = [];
  readonly #expiry: Expiry;
  readonly #supply = new ConnectionSupply(this.#table);
  /** Number of the packet at hand. */
  #ordinal = 0;
  #active = 0;

  /** Of the segment last accepted: its row, -1 when it came too late to belong to a connection, and whose it was. */
  #lastRow = -1;
  #lastIsClients = false;
  /** Nothing in that segment but its header could matter any more, since all was settled before it. */
  lastWasSettled = false;

  constructor(limits: FlowLimits, listeners: Listeners, hooks: TrackerHooks) {
    this.#limits = limits;
    this.#leastPatienceUs = Math.min(limits.stallSeconds, limits.idleSeconds, limits.lingerSeconds) * 1e6;
    this.#routine = new RoutinePackets(this.#table, this.#leastPatienceUs);
    this.#listeners = listeners;
    this.#hooks = hooks;
    this.#reassembler = new Reassembler(limits);
    this.#expiry = new Expiry(limits, this.#table, this.#connections, (connection, why) => {
      this.#end(connection, why);
    });
  }

  /** Connections followed at this moment. */
  get active(): number {
    return this.#active;
  }

  /** Takes a TCP segment; `ordinal` is the number of its packet in the capture. */
  accept(frame: Frame, ordinal: number): void {
    this.pass(frame);
    const row = this.#table.find(frame);
    const { flags, sequence, acknowledgment, start, end } = frame;
    const isWhole = end === frame.wireEnd;
    const isRoutine = row >= 0 && isWhole && this.takeRoutine(row, flags, sequence, acknowledgment, frame, start, end);
    if (!isRoutine) this.#acceptEventful(row, frame, ordinal);
  }

  /** Row of a connection, for `takeRoutine`; -1 where there is none. */
  find(key: FlowKey): number {
    return this.#table.find(key);
  }

  /** The same for two endpoints of IPv4, the one sorted first first. */
  findIpv4(low: number, high: number, ports: number, vni: number, sourceIsLow: boolean): number {
    this.#table.sourceIsLow = sourceIsLow;
    return this.#table.findIpv4(low, high, ports, vni);
  }

  /** Takes a segment of the connection last looked up if it is routine: `RoutinePackets.take`. */
  takeRoutine(
    row: number,
    flags: number,
    sequence: number,
    acknowledgment: number,
    packet: TimedBytes,
    start: number,
    end: number,
  ): boolean {
    const routine = this.#routine;
    if (!routine.take(row, flags, sequence, acknowledgment, packet, start, end)) return false;
    this.#expiry.packetsSinceSweep++;
    this.#lastRow = row;
    this.#lastIsClients = routine.wasClients;
    this.lastWasSettled = routine.wasSettled;
    return true;
  }

  #acceptEventful(row: number, frame: Frame, ordinal: number): void {
    this.#expiry.packetsSinceSweep++;
    const connection = this.#connectionOf(row, frame, ordinal);
    this.#lastRow = connection === null ? -1 : connection.row;
    this.lastWasSettled = connection === null || connection.consumer?.settled === true;
    if (connection === null) return;

    connection.packets++;
    connection.bytes += frame.wireEnd - frame.start;
    if (frame.timeUs > connection.lastUs) connection.lastUs = frame.timeUs;
    if ((frame.flags & TcpFlag.SYN) !== 0) this.#noteSyn(connection, frame);

    this.#ordinal = ordinal;
    const half = this.#sourceHalf(connection);
    this.#lastIsClients = half === connection.client;
    half.packets++;
    this.#reassembler.accept(connection, half, frame);
    if (!connection.reported && connection.consumer?.settled === true) this.#silence(connection);
    else if (connection.closingSinceUs >= 0 && !connection.queuedToClose) this.#expiry.endLater(connection);
    if (this.#connections[connection.row] === connection) this.#routine.note(connection);
  }

  /** Connection of the segment last accepted; null when there is none, or none any more. */
  get lastConnection(): Connection | null {
    return this.#connections[this.#lastRow] ?? null;
  }

  /** The direction of that connection. */
  get lastHalf(): HalfStream | null {
    const connection = this.lastConnection;
    if (connection === null) return null;
    return this.#lastIsClients ? connection.client : connection.server;
  }

  /** Time has come as far as this packet, whoever takes it. */
  pass(packet: Pick<TimedBytes, "timeUs">): void {
    this.#expiry.pass(packet);
  }

  /** Time has come this far without another packet: ends what was silent for too long by then. */
  rest(timeUs: number): void {
    this.pass({ timeUs });
    this.#expiry.endOverdue();
  }

  /** Takes an ICMP error that quotes a segment of a connection. */
  noteError(frame: Frame, kind: "packet-too-big" | "unreachable"): void {
    const connection = this.#connections[this.#table.find(frame)];
    if (connection === undefined || connection === null) return;
    if (kind === "packet-too-big") connection.packetTooBig = true;
    else connection.unreachable = true;
  }

  /** The capture is over: ends what is left. */
  finish(): void {
    this.#expiry.endAll();
  }

  #connectionOf(row: number, frame: Frame, ordinal: number): Connection | null {
    const { quiet } = this.#expiry;
    const connection = row < 0 ? null : (this.#connections[row] ?? null);
    if (connection !== null) {
      // Decided here and not by the sweep alone, so that no verdict depends on when the sweep runs.
      // The first comparison spares most packets a call, which would cost a heap number.
      const silentUs = frame.timeUs - connection.lastUs;
      if (silentUs > this.#leastPatienceUs && silentUs > this.#expiry.patienceUs(connection))
        this.#end(connection, "timeout");
      else if (isOpeningSyn(frame) && wasHalfOpen(connection)) {
        this.#end(connection, "closed");
        quiet.forget(quiet.find(frame));
        return this.#begin(frame, ordinal, null);
      } else if (!isNextUse(connection, this.#sourceHalf(connection), frame)) return connection;
      else this.#end(connection, "closed");
    }
    const past = quiet.find(frame);
    if (past < 0) return this.#begin(frame, ordinal, null);
    const previousSyn = quiet.synOf(past);
    if (!isOpeningSyn(frame) || frame.sequence === previousSyn) return null;
    quiet.forget(past);
    return this.#begin(frame, ordinal, previousSyn);
  }

  #begin(frame: Frame, ordinal: number, previousSyn: number | null): Connection {
    if (this.#active >= this.#limits.maxConnections) this.#expiry.evict();
    const reported = this.#listeners.isDestination(frame) || this.#listeners.isSource(frame);
    const row = this.#table.add(frame);
    const clientIsLow = isFromClient(frame, this.#listeners) === this.#table.sourceIsLow;
    const connection = this.#supply.take(row, frame, ordinal, clientIsLow, reported);
    connection.previousSyn = previousSyn;
    connection.consumer = reported ? this.#hooks.begin(connection) : this.#prelude(connection);
    this.#connections[row] = connection;
    this.#active++;
    return connection;
  }

  #sourceHalf(connection: Connection): HalfStream {
    return this.#table.sourceIsLow === connection.clientIsLow ? connection.client : connection.server;
  }

  #noteSyn(connection: Connection, frame: Frame): void {
    if ((frame.flags & TcpFlag.ACK) !== 0) {
      if (this.#sourceHalf(connection) === connection.server) connection.synAckSeen = true;
      return;
    }
    if (frame.sequence === connection.previousSyn || connection.syns++ > 0) return;
    connection.synSequence = frame.sequence;
    for (const row of this.#table.twins(frame)) {
      if (this.#connections[row]?.pairWith(connection) === true) return;
    }
  }

  /** On a port that is no listener's a record begins with the ClientHello, or with the SYN if nothing came between. */
  #prelude(connection: Connection): StreamConsumer {
    const prelude = new Prelude(this.#limits.maxPreludeBytes, this.#hooks.opens, (side, length, timeUs) => {
      if (side === "server") connection.swapSides();
      if (prelude.bytes > 0) connection.beginAgain(timeUs, length);
      connection.report(this.#ordinal);
      connection.consumer = this.#hooks.begin(connection);
      return connection.consumer;
    });
    return prelude;
  }

  #end(connection: Connection, why: ConnectionEnd): void {
    // A time limit was reached when it was, and not when somebody looked.
    const overUs = why === "timeout" ? connection.lastUs + this.#expiry.patienceUs(connection) : this.#expiry.nowUs;
    if (connection.reported) {
      this.#reassembler.flush(connection);
      connection.client.settleHoles();
      connection.server.settleHoles();
      this.#hooks.end(connection, why, this.#expiry.nowUs);
    }
    this.#silence(connection, overUs);
  }

  /** Stops following a connection. */
  #silence(connection: Connection, sinceUs = this.#expiry.nowUs): void {
    this.#connections[connection.row] = null;
    this.#routine.clear(connection.row);
    this.#expiry.forgetLater(connection, sinceUs);
    this.#table.remove(connection.row);
    this.#supply.giveBack(connection);
    this.#active--;
  }
}
