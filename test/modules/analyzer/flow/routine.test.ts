import { emptyFrame, type Frame } from "../../../../modules/analyzer/decap/frame";
import { TcpFlag } from "../../../../modules/analyzer/decap/tcp";
import { Connection } from "../../../../modules/analyzer/flow/connection";
import { FlowTable } from "../../../../modules/analyzer/flow/flow-table";
import { RoutinePackets } from "../../../../modules/analyzer/flow/routine";
import { EventLog } from "./event-log";

const PATIENCE_US = 60e6;
const [CLIENT_PORT, SERVER_PORT] = [50_000, 443];

/** A connection after its three packets, with 100 and 500 as the next numbers of client and server. */
class Steady {
  readonly table = new FlowTable();
  readonly log = new EventLog();
  readonly connection: Connection;
  readonly routine = new RoutinePackets(this.table, PATIENCE_US);

  constructor() {
    const first = segment("client", {});
    this.table.find(first);
    const row = this.table.add(first);
    this.connection = new Connection(this.table, row, null, 0, 0, this.table.sourceIsLow, true);
    const { client, server } = this.connection;
    client.start(100, true);
    server.start(500, true);
    client.acknowledge(100);
    server.acknowledge(500);
    this.connection.consumer = this.log;
    this.routine.note(this.connection);
  }

  take(frame: Frame): boolean {
    const { flags, sequence, acknowledgment, start, end } = frame;
    const row = this.table.find(frame);
    return this.routine.take(row, flags, sequence, acknowledgment, frame, start, end);
  }

  /** All that a packet may change. */
  get numbers() {
    const { client, server, packets, bytes, lastUs } = this.connection;
    const of = ({ next, acked, packets: sent }: typeof client) => ({ next, acked, sent });
    return { client: of(client), server: of(server), packets, bytes, lastUs };
  }
}

function segment(from: "client" | "server", fields: Partial<Frame> & { text?: string }): Frame {
  const { text = "", ...rest } = fields;
  const bytes = Buffer.from(text);
  const ports = [CLIENT_PORT, SERVER_PORT];
  const [sourcePort = 0, destinationPort = 0] = from === "client" ? ports : ports.reverse();
  const numbers = from === "client" ? { sequence: 100, acknowledgment: 500 } : { sequence: 500, acknowledgment: 100 };
  const end = bytes.length;
  return { ...emptyFrame(), bytes, end, wireEnd: end, sourcePort, destinationPort, flags: TcpFlag.ACK, ...numbers, ...rest }; // prettier-ignore
}

test("hands on data in order, with its side, and counts it", () => {
  const steady = new Steady();
  expect(steady.take(segment("client", { text: "hello", timeUs: 5 }))).toBe(true);
  expect(steady.routine.wasClients).toBe(true);
  expect(steady.take(segment("server", { text: "answer", acknowledgment: 105, timeUs: 7 }))).toBe(true);
  expect(steady.routine.wasClients).toBe(false);
  expect(steady.log.lines).toEqual(["client: hello", "server: answer"]);
  expect(steady.numbers).toEqual({
    client: { next: 105, acked: 105, sent: 1 },
    server: { next: 506, acked: 500, sent: 1 },
    packets: 2,
    bytes: 11,
    lastUs: 7,
  });
});

test("only counts data that nobody reads any more", () => {
  const steady = new Steady();
  steady.log.settled = true;
  steady.routine.note(steady.connection);
  expect(steady.take(segment("client", { text: "hello" }))).toBe(true);
  expect([steady.routine.wasSettled, steady.log.lines, steady.numbers.client.next]).toEqual([true, [], 105]);
});

test("hands on no more data once its consumer wants none", () => {
  const steady = new Steady();
  steady.log.data = (): void => {
    steady.log.settled = true;
  };
  expect([steady.take(segment("client", { text: "he" })), steady.routine.wasSettled]).toEqual([true, false]);
  expect([steady.take(segment("client", { text: "llo", sequence: 102 })), steady.routine.wasSettled]).toEqual([true, true]); // prettier-ignore
  expect(steady.log.lines).toEqual([]);
});

test("keeps the latest time of packets that were captured in another order", () => {
  const steady = new Steady();
  for (const timeUs of [9, 4]) steady.take(segment("client", { timeUs }));
  expect(steady.numbers.lastUs).toBe(9);
});

describe("leaves alone, and changes nothing for", () => {
  test.each<[string, Frame]>([
    ["a SYN", segment("client", { flags: TcpFlag.SYN | TcpFlag.ACK })],
    ["a FIN", segment("client", { flags: TcpFlag.FIN | TcpFlag.ACK })],
    ["a reset", segment("server", { flags: TcpFlag.RST | TcpFlag.ACK })],
    ["a packet without an acknowledgment", segment("client", { flags: 0 })],
    ["data ahead of its turn", segment("client", { text: "lo", sequence: 103 })],
    ["data sent again", segment("client", { text: "x", sequence: 99 })],
    ["data whose sender had received what was not delivered yet", segment("client", { text: "hi", acknowledgment: 501 })],
    ["a packet after a long silence", segment("client", { timeUs: PATIENCE_US + 1 })],
  ])("%s", (_, frame) => {
    const steady = new Steady();
    const before = steady.numbers;
    expect(steady.take(frame)).toBe(false);
    expect([steady.numbers, steady.log.lines]).toEqual([before, []]);
  }); // prettier-ignore

  test.each<[string, (connection: Connection) => void]>([
    ["whose beginning was not captured", ({ server }) => (server.started = false)],
    ["of which one side acknowledged nothing yet", ({ client }) => (client.ackedKnown = false)],
    ["that holds data back", ({ client }) => (client.pending = [])],
    ["that is about to be closed", (connection) => (connection.closingSinceUs = 0)],
    ["that is not reported", (connection) => (connection.reported = false)],
    ["that nobody follows", (connection) => (connection.consumer = null)],
  ])("a connection %s", (_, change) => {
    const steady = new Steady();
    change(steady.connection);
    steady.routine.note(steady.connection);
    expect([steady.take(segment("client", {})), steady.take(segment("client", { text: "hi" }))]).toEqual([false, false]);
  }); // prettier-ignore

  test("data on a connection of which one side has ended, but not its acknowledgments", () => {
    const steady = new Steady();
    steady.connection.server.finished = true;
    steady.routine.note(steady.connection);
    expect([steady.take(segment("client", { text: "hi" })), steady.take(segment("client", {}))]).toEqual([false, true]);
  });

  test("a row that was cleared", () => {
    const steady = new Steady();
    steady.routine.clear(steady.connection.row);
    expect(steady.take(segment("client", {}))).toBe(false);
  });
});

test("takes no acknowledgment from an earlier use of the ports for one of this connection", () => {
  const steady = new Steady();
  expect(steady.take(segment("client", { acknowledgment: 500 + 0x4000_0000 }))).toBe(true);
  expect(steady.numbers.server.acked).toBe(500);
});
