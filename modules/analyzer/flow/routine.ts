/**
 * Packets that come where they were expected: acknowledgments, and data in order, with nothing held back. They are most
 * of a capture. Their connection's row tells all that has to be known of it, and its objects are left where they lie.
 */
import type { Packet } from "../capture/packet";
import { TcpFlag } from "../decap/tcp";
import type { Connection } from "./connection";
import type { FlowTable } from "./flow-table";
import { MAX_DISTANCE } from "./half-stream";
import { Double, ROW_DOUBLES, ROW_WORDS, Word } from "./row";
import { seqDistance } from "./sequence";
import type { StreamConsumer } from "./stream-consumer";

/** What is routine on a connection, as bits. */
const Routine = {
  NOTHING: 0,
  ACKNOWLEDGMENTS: 1,
  /** Data that the consumer reads. */
  DATA: 2,
  /** Data that nobody reads any more. */
  SETTLED: 4,
  /** No matter of routine: which endpoint is the client. */
  CLIENT_IS_LOW: 8,
} as const;

const ANY_DATA = Routine.DATA | Routine.SETTLED;
const EVENTFUL = TcpFlag.SYN | TcpFlag.FIN | TcpFlag.RST;

/** A packet, of whatever stage. Its time is not handed on by itself, since that would cost each call a heap number. */
export type TimedBytes = Pick<Packet, "bytes" | "timeUs">;

/** Takes the routine packets of all connections. */
export class RoutinePackets {
  readonly #table: FlowTable;
  readonly #patienceUs: number;
  /** By row, where data is routine. */
  readonly #consumers: (StreamConsumer | null)[] = [];

  /** The packet last taken was the client's. */
  wasClients = false;
  /** Nobody read the packet last taken: all was settled before it. */
  wasSettled = false;

  /** After `patienceUs` without a packet no connection is taken for open unasked. */
  constructor(table: FlowTable, patienceUs: number) {
    this.#table = table;
    this.#patienceUs = patienceUs;
  }

  /** Notes what will be routine, from how the connection stands after a packet that was not. */
  note(connection: Connection): void {
    const { row, consumer } = connection;
    const routine = routineOf(connection);
    this.#table.words[row * ROW_WORDS + Word.ROUTINE] = routine;
    this.#consumers[row] = (routine & Routine.DATA) === 0 ? null : consumer;
  }

  /** Nothing is routine in this row. */
  clear(row: number): void {
    this.#table.words[row * ROW_WORDS + Word.ROUTINE] = Routine.NOTHING;
    this.#consumers[row] = null;
  }

  /**
   * Takes a packet if it is routine; false if it is not, with nothing changed. `row` is that of the packet last looked up,
   * which the capture holds whole, and `packet.bytes[start, end)` its payload.
   *
   * Does what `ConnectionTracker.accept` and `Reassembler.accept` do of such a packet.
   */
  take(
    row: number,
    flags: number,
    sequence: number,
    acknowledgment: number,
    packet: TimedBytes,
    start: number,
    end: number,
  ): boolean {
    const { timeUs } = packet;
    const { words, doubles, sourceIsLow } = this.#table;
    const at = row * ROW_WORDS;
    const routine = words[at + Word.ROUTINE] ?? 0;
    const length = end - start;
    if (routine === Routine.NOTHING || (flags & EVENTFUL) !== 0 || (flags & TcpFlag.ACK) === 0) return false;
    if (length > 0 && (routine & ANY_DATA) === 0) return false;

    const source = at + (sourceIsLow ? 0 : 1);
    const destination = at + (sourceIsLow ? 1 : 0);
    if (words[source + Word.NEXT] !== sequence) return false;
    const isRead = length > 0 && (routine & Routine.DATA) !== 0;
    const fromNext = seqDistance(words[destination + Word.NEXT] ?? 0, acknowledgment);
    // Its sender had received what has not been delivered yet.
    if (isRead && fromNext > 0) return false;
    const lastUsAt = row * ROW_DOUBLES + Double.LAST_US;
    const lastUs = doubles[lastUsAt] ?? 0;
    if (timeUs - lastUs > this.#patienceUs) return false;

    words[source + Word.NEXT] = sequence + length;
    words[source + Word.SENT] = (words[source + Word.SENT] ?? 0) + 1;
    words[at + Word.PACKETS] = (words[at + Word.PACKETS] ?? 0) + 1;
    const fromAcked = seqDistance(words[destination + Word.ACKED] ?? 0, acknowledgment);
    if (fromAcked > 0 && Math.abs(fromNext) <= MAX_DISTANCE) words[destination + Word.ACKED] = acknowledgment;
    if (timeUs > lastUs) doubles[lastUsAt] = timeUs;
    this.wasClients = sourceIsLow === ((routine & Routine.CLIENT_IS_LOW) !== 0);
    this.wasSettled = (routine & Routine.SETTLED) !== 0;
    if (length === 0) return true;
    const bytesAt = row * ROW_DOUBLES + Double.BYTES;
    doubles[bytesAt] = (doubles[bytesAt] ?? 0) + length;
    if (isRead) this.#deliver(row, routine, packet, start, end);
    return true;
  }

  #deliver(row: number, routine: number, { bytes, timeUs }: TimedBytes, start: number, end: number): void {
    const consumer = this.#consumers[row];
    if (consumer === undefined || consumer === null) return;
    consumer.data(this.wasClients ? "client" : "server", bytes, start, end, timeUs);
    if (!consumer.settled) return;
    this.#consumers[row] = null;
    this.#table.words[row * ROW_WORDS + Word.ROUTINE] = routine ^ ANY_DATA;
  }
}

function routineOf(connection: Connection): number {
  const { client, server, consumer, clientIsLow } = connection;
  const isSteady = client.ackedKnown && server.ackedKnown && client.started && server.started && !connection.hasPending;
  const isClosing = connection.closingSinceUs >= 0 && !connection.queuedToClose;
  if (!isSteady || isClosing || !connection.reported || consumer === null) return Routine.NOTHING;
  const routine = Routine.ACKNOWLEDGMENTS | (clientIsLow ? Routine.CLIENT_IS_LOW : 0);
  if (consumer.settled) return routine | Routine.SETTLED;
  return client.finished || server.finished ? routine : routine | Routine.DATA;
}
