import { DEFAULT_FLOW_LIMITS, type FlowLimits } from "../../../../modules/analyzer/flow/limits";
import { DEFAULT_LISTENERS } from "../../../../modules/analyzer/flow/listeners";
import { WHOLE } from "../../../../modules/analyzer/flow/shard";
import { emptyPacket, type Packet } from "../../../../modules/analyzer/capture";
import { tcp, type TcpConversation } from "../../../support/conversations";
import { clientHello } from "../../../support/tls-records";
import { FlowEngine } from "./flow-engine";

/** Memory is made for what the first ones need, and the rest must find all of it free again. */
const WARM_UP = 5_000;
const CONNECTIONS = 100_000;

/** So that every queue and table holds thousands, and no more than after the first ones. */
const APART_US = 20_000;

/** Offset of the client's address in a packet to the server, and in one from the server. */
const [SOURCE, DESTINATION] = [14 + 12, 14 + 16];
const SEQUENCE = 14 + 20 + 4;

/** Packets to be taken over and over, for one client after the other. */
class Repeated {
  readonly #packets: readonly { readonly packet: Packet; readonly view: DataView; readonly clientAt: number }[];

  constructor({ packets }: TcpConversation) {
    this.#packets = packets.map(({ bytes, timeUs }) => ({
      packet: { ...emptyPacket(), bytes, end: bytes.length, wireLength: bytes.length, timeUs },
      view: new DataView(bytes.buffer, bytes.byteOffset),
      clientAt: bytes[SOURCE] === 203 ? SOURCE : DESTINATION,
    }));
  }

  takenBy(engine: FlowEngine, times: number): void {
    for (let i = 0; i < times; i++) {
      for (const { packet, view, clientAt } of this.#packets) {
        view.setUint32(clientAt, view.getUint32(clientAt) + 1);
        packet.timeUs += APART_US;
        if (!engine.take(packet, 0)) throw new Error("the packet is damaged");
      }
    }
  }
}

type Told = Record<"data" | "gap" | "close" | "overLimit" | "end", number>;

/** An engine whose reader has enough after so many bytes of a connection, and only counts what it is told. */
function counting(told: Told, limits: Partial<FlowLimits>, enoughBytes: number): FlowEngine {
  const bytes: number[] = [];
  const hasEnough = (row: number): boolean => bytes[row]! >= enoughBytes;
  return new FlowEngine({ ...DEFAULT_FLOW_LIMITS, ...limits }, DEFAULT_LISTENERS, WHOLE, {
    begin: (row) => {
      bytes[row] = 0;
    },
    end: () => {
      told.end++;
    },
    data: (row, _side, start, end) => {
      told.data++;
      bytes[row]! += end - start;
      return hasEnough(row);
    },
    gap: (row) => ++told.gap > 0 && hasEnough(row),
    close: (row) => ++told.close > 0 && hasEnough(row),
    overLimit: () => ++told.overLimit > 0,
  });
}

const TEN = "0123456789";

/** On a port that is no listener's. */
const smtp = () => tcp({ server: "10.0.1.10:25" }).connect();

/** Ten bytes each time, behind as many that nobody saw and that the server did not receive either. */
function withHoles(conversation: TcpConversation, count: number): TcpConversation {
  for (let hole = 0; hole < count; hole++) conversation.unseen("client", TEN).client(TEN);
  return conversation;
}

const outOfOrder = () =>
  tcp().connect().segment("client", 1011, TEN).segment("client", 1021, TEN).segment("client", 1001, TEN);
const rst = { flags: "R", acknowledgment: null };

describe("memory does not grow with the number of connections", () => {
  test.each<[string, TcpConversation, Partial<Told>, Partial<FlowLimits>?, number?]>([
    ["whose segments come out of order", outOfOrder().rst("server", rst), { data: 3, close: 1 }],
    ["that end with segments held", withHoles(tcp().connect(), 3).rst("server", rst), { data: 0, close: 1 }],
    [
      "that end with holes in what nobody reads",
      withHoles(tcp().connect().client("x"), 10).rst("server", rst),
      { data: 1 },
      {},
      1,
    ],
    [
      "that hold more than they may",
      withHoles(tcp().connect(), 4).rst("server", rst),
      { overLimit: 1 },
      { maxPendingSegments: 2 },
    ],
    ["that are dropped to make room for others", outOfOrder(), { data: 3 }, { maxConnections: 100 }],
    ["of which no byte is read, and that end with segments held", withHoles(smtp(), 3).rst("server", rst), { end: 0 }],
    ["of which no byte is read", smtp().client("\x16").server("220 ready").rst("client"), { end: 0 }],
    [
      "in which TLS begins after other bytes",
      smtp().server("220 ready").client(clientHello().slice(0, 3)).client(clientHello().slice(3)).rst("client"),
      { data: 1, close: 1 },
    ],
    [
      "of which no byte is read, and that hold more than they may",
      withHoles(smtp(), 4),
      { end: 0 },
      { maxPendingSegments: 2 },
    ],
  ])("%s", (_, conversation, perConnection, limits = {}, enoughBytes = Infinity) => {
    const told: Told = { data: 0, gap: 0, close: 0, overLimit: 0, end: 0 };
    const engine = counting(told, limits, enoughBytes);
    const packets = new Repeated(conversation);
    packets.takenBy(engine, WARM_UP);
    const { length: memoryBytes } = engine.bytes;
    packets.takenBy(engine, CONNECTIONS);
    expect(engine.bytes).toHaveLength(memoryBytes);
    engine.exports.endAllLeft();
    for (const [event, times] of Object.entries(perConnection)) {
      expect({ event, times: told[event as keyof Told] }).toEqual({ event, times: times * (WARM_UP + CONNECTIONS) });
    }
  });
});

test("a million packets in order are handed on whole, without memory for any of them", () => {
  const told: Told = { data: 0, gap: 0, close: 0, overLimit: 0, end: 0 };
  const engine = counting(told, {}, Infinity);
  const { packets } = tcp().connect().client("x".repeat(100));
  const [, , , data] = packets.map(({ bytes, timeUs }) => {
    const packet = { ...emptyPacket(), bytes, end: bytes.length, wireLength: bytes.length, timeUs };
    if (!engine.take(packet, 0)) throw new Error("the packet is damaged");
    return packet;
  });
  const { length: memoryBytes } = engine.bytes;
  // The last segment over and over, with the sequence number moved on as a transfer would.
  const view = new DataView(data!.bytes.buffer, data!.bytes.byteOffset);
  for (let i = 1; i < 1_000_000; i++) {
    view.setUint32(SEQUENCE, view.getUint32(SEQUENCE) + 100);
    engine.take(data!, i);
  }
  expect([told.data, engine.bytes.length]).toEqual([1_000_000, memoryBytes]);
  engine.exports.endAllLeft();
  expect(told).toEqual({ data: 1_000_000, gap: 0, close: 0, overLimit: 0, end: 1 });
});
