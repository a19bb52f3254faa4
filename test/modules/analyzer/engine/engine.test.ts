import { emptyPacket, type Packet } from "../../../../modules/analyzer/capture";
import { FrameDecoder } from "../../../../modules/analyzer/decap/decoder";
import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import { EndedConnection } from "../../../../modules/analyzer/engine/ended-connection";
import { EndedConversation } from "../../../../modules/analyzer/engine/ended-conversation";
import { Engine } from "../../../../modules/analyzer/engine/engine";
import { DEFAULT_FLOW_LIMITS } from "../../../../modules/analyzer/flow/limits";
import { DEFAULT_LISTENERS } from "../../../../modules/analyzer/flow/listeners";
import { addressText } from "../../../../modules/analyzer/report/addresses";
import { WHOLE, type Shard } from "../../../../modules/analyzer/flow/shard";
import type { RecordedPacket } from "../../../support/capture-files";
import { NO_EVENTS } from "../../../support/engine-events";
import { takeUsedEngines } from "../../../support/analyze";
import { tcp, type TcpOptions } from "../../../support/conversations";
import { concat } from "../../../support/frames";
import { clientHelloMessage, record } from "../../../support/tls-records";
import { ext } from "../tls/hello-bytes";

/** What an engine says of a connection, as one line. */
class Ended {
  readonly lines: string[] = [];
  readonly engine: Engine;

  constructor(shard: Shard = WHOLE) {
    this.engine = new Engine(DEFAULT_FLOW_LIMITS, DEFAULT_LISTENERS, shard, {
      ...NO_EVENTS,
      end: () => {
        const hello = conversation.hello === null ? "no hello" : `hello for ${conversation.hello.serverName}`;
        const { vni, bytes } = connection;
        const [client, server] = (["client", "server"] as const).map((side) => addressText(connection.address(side)));
        this.lines.push(`${client}:${connection.port("client")} to ${server}, ${vni}: ${bytes} bytes, ${hello}`);
      },
    });
    const connection = new EndedConnection(this.engine);
    const conversation = new EndedConversation(this.engine);
  }

  /** Takes packets as they are. */
  take(packets: readonly RecordedPacket[]): this {
    packets.forEach((packet, ordinal) => {
      expect(this.engine.take(lent(packet), ordinal)).toBe(true);
    });
    return this;
  }

  /** Takes packets by way of the decoders. */
  takeDecoded(packets: readonly RecordedPacket[]): this {
    const decoder = new FrameDecoder();
    const frame = emptyFrame();
    packets.forEach((packet, ordinal) => {
      expect(decoder.decode(lent(packet), frame)).toBe("tcp");
      this.engine.takeSegment(frame, ordinal);
    });
    return this;
  }

  finish(): this {
    this.engine.endAllLeft();
    this.engine.finish();
    return this;
  }
}

/** Somewhere in a larger buffer, as a reader lends it. */
function lent({ bytes, wireLength = bytes.length, timeUs }: RecordedPacket): Packet {
  const buffer = concat(new Uint8Array(7).fill(0xee), bytes, new Uint8Array(9).fill(0xee));
  return { ...emptyPacket(), bytes: buffer, start: 7, end: 7 + bytes.length, wireLength, timeUs };
}

/** A hello in one segment that is longer than most packets, with what is asked about at its end. */
function longHello(length: number): Uint8Array {
  const ballast = [0xfafa, new Array<number>(length).fill(0)] as const;
  const message = clientHelloMessage({ extensions: [ballast, ext.serverName("long.example.com")] });
  // One record holds no more than 16 KiB.
  const records: Uint8Array[] = [];
  for (let at = 0; at < message.length; at += 16_000) records.push(record(22, message.subarray(at, at + 16_000)));
  return concat(...records);
}

describe.each([
  ["as they are", (ended: Ended, packets: readonly RecordedPacket[]) => ended.take(packets)],
  ["by way of the decoders", (ended: Ended, packets: readonly RecordedPacket[]) => ended.takeDecoded(packets)],
])("takes packets %s", (_, take) => {
  test.each([100, 17_000, 65_000])("of %d bytes and more, one after the other", (length) => {
    const ended = new Ended();
    for (const [index, each] of [length, 10, length + 300, length].entries()) {
      const hello = longHello(each);
      take(
        ended,
        tcp({ client: `203.0.113.5:${50_000 + index}` })
          .connect()
          .client(hello).packets,
      );
    }
    const bytes = [length, 10, length + 300, length].map((each) => longHello(each).length);
    expect(ended.finish().lines).toEqual(
      bytes.map((each, i) => `203.0.113.5:${50_000 + i} to 10.0.1.10, -1: ${each} bytes, hello for long.example.com`),
    );
  });

  test("while its memory grows, and shows it as it is", () => {
    takeUsedEngines();
    const ended = new Ended();
    const { bytes, words, doubles } = ended.engine;
    const conversations = Array.from({ length: 300 }, (__, index) =>
      tcp({ client: `203.0.113.5:${1000 + index}` })
        .connect()
        .client(longHello(10)),
    );
    // What is held behind holes has to be copied.
    for (const conversation of conversations) conversation.unseen("client", "?").client("x".repeat(30_000));
    take(
      ended,
      conversations.flatMap(({ packets }) => packets),
    );
    const { engine } = ended;
    expect(engine.bytes.length).toBeGreaterThan(300 * 30_000);
    expect([bytes.length, words.length, doubles.length]).toEqual([0, 0, 0]);
    expect([4 * engine.words.length, 8 * engine.doubles.length]).toEqual([engine.bytes.length, engine.bytes.length]);
    expect(new Set(ended.finish().lines.map((line) => line.replace(/:\d+ to/, " to")))).toEqual(
      new Set([`203.0.113.5 to 10.0.1.10, -1: ${30_000 + longHello(10).length} bytes, hello for long.example.com`]),
    );
  });
});

test("an engine that served another analyzer knows nothing of it, and ends connections in the same order", () => {
  const many = Array.from({ length: 40 }, (_, index) => tcp({ client: `203.0.113.5:${1000 + index}` }).connect());
  const packets = many.flatMap(
    (conversation, index) =>
      (index % 3 === 0 ? conversation.fin("client").fin("server") : conversation.client("hello")).packets,
  );
  const first = new Ended().take(packets).finish().lines;
  const again = new Ended().take(packets).finish().lines;
  expect(first).toHaveLength(40);
  expect(again).toEqual(first);
});

test("takes nothing more once it has finished", () => {
  const { engine } = new Ended().finish();
  expect(() => engine.take(lent(tcp().syn().packets[0]!), 0)).toThrow("finished");
});

test("two engines have nothing in common", () => {
  const [one, two] = [new Ended(), new Ended()];
  const { packets } = tcp().connect().client(longHello(10));
  one.take(packets.slice(0, 3));
  two.take(packets.slice(3));
  expect([one, two].map((ended) => ended.finish().lines)).toEqual([
    ["203.0.113.5:50000 to 10.0.1.10, -1: 0 bytes, no hello"],
    [`203.0.113.5:50000 to 10.0.1.10, -1: ${longHello(10).length} bytes, hello for long.example.com`],
  ]);
});

describe("of several shards", () => {
  const COUNT = 3;
  const clients = Array.from({ length: 60 }, (_, index) =>
    index % 2 === 0
      ? { client: `203.0.113.${index}:50000`, server: "10.0.1.10:443" }
      : { client: `[2001:db8::${index}]:50000`, server: "[2001:db8::10]:443" },
  );

  /** Of each shard, what it follows of connections of all clients. */
  function followed(options: TcpOptions, take: "take" | "takeDecoded"): string[][] {
    const packets = clients.flatMap(
      (ends) =>
        tcp({ ...ends, ...options })
          .connect()
          .client("hi")
          .server("ho").packets,
    );
    return Array.from(
      { length: COUNT },
      (_, index) => new Ended({ index, count: COUNT })[take](packets).finish().lines,
    );
  }

  test.each(["take", "takeDecoded"] as const)("exactly one follows a connection, by either way: %s", (take) => {
    const shards = followed({}, take);
    expect(shards.flat().sort()).toEqual(new Ended().take(clients.flatMap((ends) => tcp({ ...ends }).connect().client("hi").server("ho").packets)).finish().lines.sort()); // prettier-ignore
    for (const lines of shards) expect(lines.length).toBeGreaterThan(clients.length / COUNT / 2);
    expect(shards).toEqual(followed({}, "take"));
  });

  test("the same one follows the copies of a connection by other mirror sessions", () => {
    const withoutVni = (lines: readonly string[]) => lines.map((line) => line.replace(/, -?\d+:/, ":"));
    const [one, two] = [7, 8].map((vni) => followed({ vni }, "take").map(withoutVni));
    expect(one).toEqual(two);
  });

  test.each(["take", "takeDecoded"] as const)("the others take the time from its packets all the same: %s", (take) => {
    const reset = tcp({ client: "203.0.113.5:50000" }).connect().rst("server");
    // A reset connection is over as soon as time has passed, which the packets of another shard's connections tell.
    const clocks = clients.slice(0, 20).map((ends) => tcp({ ...ends, startUs: reset.endUs + 3e6 }).ack("client"));
    for (const clock of clocks) {
      const shards = Array.from({ length: COUNT }, (_, index) => new Ended({ index, count: COUNT }));
      for (const shard of shards) shard.take(reset.packets)[take](clock.packets);
      const lines = ["203.0.113.5:50000 to 10.0.1.10, -1: 0 bytes, no hello"];
      expect(shards.flatMap((shard) => shard.lines)).toEqual(lines);
    }
  });
});
