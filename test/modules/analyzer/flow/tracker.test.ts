import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import { parseAddress } from "../../../../modules/analyzer/report/addresses";
import type { RecordedPacket } from "../../../support/capture-files";
import { tcp, type TcpConversation } from "../../../support/conversations";
import { ethernet, icmpError, ip, IpProtocol } from "../../../support/frames";
import { clientHello } from "../../../support/tls-records";
import { follow, Following } from "./event-log";

/** What was told of each connection in the packets of several conversations, one conversation after the other. */
function told(...conversations: readonly TcpConversation[]): readonly (readonly string[])[] {
  return follow(conversations.flatMap(({ packets }) => packets)).logs;
}

/** When the last packet was captured. */
function endOf(conversation: TcpConversation): number {
  return conversation.packets.at(-1)!.timeUs;
}

/** Enough packets of other connections for idle ones to be looked for, at one moment. */
function otherTraffic(timeUs: number): RecordedPacket[] {
  const packet = tcp({ client: "198.51.100.1:1", server: "198.51.100.2:2" }).ack("client").packets[0]!;
  return Array.from({ length: 5000 }, () => ({ ...packet, timeUs }));
}

describe("who is the client", () => {
  const addressOf = (packets: readonly RecordedPacket[], listeners?: ConstructorParameters<typeof Following>[1]) => {
    const following = new Following({}, listeners).accept(packets);
    return following.followed[0]!.connection.port("client");
  };

  test.each([
    ["the sender of the SYN", tcp().syn()],
    ["the receiver of the SYN-ACK", tcp().synAck()],
    ["who talks to a listener", tcp().client("late")],
    ["who is talked to by a listener", tcp().server("late")],
  ])("is %s", (_, conversation) => {
    expect(addressOf(conversation.packets)).toBe(50_000);
  });

  test("is the sender of the SYN, even from one listener's port to another", () => {
    expect(addressOf(tcp({ client: "203.0.113.5:443", server: "10.0.1.10:8443" }).syn().packets)).toBe(443);
  });

  test("is the higher port when a connection between two listeners was joined late", () => {
    const late = tcp({ client: "203.0.113.5:8443", server: "10.0.1.10:443" });
    expect(addressOf(late.server("late").packets)).toBe(8443);
  });
});

describe("a port used again", () => {
  test("begins another connection after the first was closed", () => {
    const first = tcp().connect().client("one").fin("server").fin("client");
    const second = tcp({ clientIsn: 90_000, startUs: endOf(first) })
      .connect()
      .client("two");
    expect(told(first, second)).toEqual([
      ["client: one", "server fin", "client fin", "closed"],
      ["client: two", "capture-end"],
    ]);
  });

  test("begins another connection although the end of the first was not seen", () => {
    const first = tcp().connect().client("one");
    const second = tcp({ clientIsn: 90_000, startUs: endOf(first) })
      .connect()
      .client("two");
    expect(told(first, second)).toEqual([
      ["client: one", "closed"],
      ["client: two", "capture-end"],
    ]);
  });

  test("begins another connection where the first was joined late", () => {
    const first = tcp({ clientIsn: 2_000_000_000 }).client("one").server("answer").wait(3).ack("client");
    const second = tcp({ clientIsn: 90_000, startUs: endOf(first) })
      .connect()
      .client("two");
    expect(told(first, second)).toEqual([
      ["client: one", "server: answer", "closed"],
      ["client: two", "capture-end"],
    ]);
  });

  test("is no other connection when the same SYN comes again", () => {
    expect(told(tcp().syn().wait(1).syn().synAck().ack("client").client("one"))).toEqual([
      ["client: one", "capture-end"],
    ]);
  });

  test("is no other connection when the SYN was overtaken by the data behind it", () => {
    const { packets } = tcp().connect().client("one");
    const [syn, synAck, ack, data] = packets;
    expect(follow([data!, syn!, synAck!, ack!]).logs).toEqual([["client: one", "capture-end"]]);
  });
});

describe("stray packets", () => {
  test("of a closed connection begin no other", () => {
    const closed = tcp()
      .connect()
      .client("one")
      .fin("server")
      .fin("client")
      .wait(30)
      .ack("server")
      .again("client", "x");
    expect(told(closed)).toEqual([["client: one", "server fin", "client fin", "closed"]]);
  });

  test("are a connection joined late once the closed one is forgotten", () => {
    const closed = tcp().connect().client("one").fin("server").fin("client").wait(30).ack("client");
    expect(told(closed.wait(90).ack("client"))).toHaveLength(2);
  });

  test.each([
    ["few other packets", []],
    ["many other packets, among which idle connections are looked for", [65, 100, 135]],
  ])("of a connection that timed out are forgotten at the same moment among %s", (_, busySeconds) => {
    for (const [silence, connections] of [
      [100, 1],
      [119, 1],
      [121, 2],
      [200, 2],
    ] as const) {
      // prettier-ignore
      const following = new Following();
      const open = tcp().connect();
      const start = endOf(open);
      following.accept(open.packets);
      following.followed[0]!.log.handshaking = true;
      for (const seconds of busySeconds.filter((busy) => busy < silence)) {
        following.accept(otherTraffic(start + seconds * 1e6));
      }
      const stray = tcp({ startUs: start + silence * 1e6 }).rst("server");
      following.accept(stray.packets).finish();
      expect({ silence, connections: following.logs.length }).toEqual({ silence, connections });
      expect(following.logs[0]).toEqual(["timeout"]);
    }
  });
});

describe("silence", () => {
  const silentFor = (seconds: number, handshaking: boolean): readonly string[] => {
    const following = new Following();
    const open = tcp().connect();
    following.accept(open.packets);
    following.followed[0]!.log.handshaking = handshaking;
    // Time passes only by packets, here of another connection.
    const clock = tcp({ client: "198.51.100.1:1", server: "198.51.100.2:443", startUs: endOf(open) + seconds * 1e6 });
    return following.accept(clock.ack("client").packets).finish().logs[0]!;
  };

  test.each([
    [59, true, "capture-end"],
    [61, true, "timeout"],
    [3999, false, "capture-end"],
    [4001, false, "timeout"],
  ])("of %d s, in a handshake %p, ends in %s", (seconds, handshaking, why) => {
    expect(silentFor(seconds, handshaking)).toEqual([why]);
  });

  test("of one side of a reset connection is no timeout", () => {
    const following = new Following();
    const reset = tcp().connect().rst("server");
    following.accept(reset.packets);
    following.accept(tcp({ client: "198.51.100.1:1", startUs: endOf(reset) + 1e9 }).ack("client").packets);
    expect(following.logs[0]).toEqual(["server rst", "closed"]);
  });

  test.each([
    [59, "capture-end"],
    [61, "timeout"],
  ])("of %d s with a segment held ends in %s", (seconds, why) => {
    // prettier-ignore
    const following = new Following();
    const open = tcp().connect().unseen("client", "?").client("behind a hole");
    following.accept(open.packets);
    following.accept(tcp({ client: "198.51.100.1:1", startUs: endOf(open) + seconds * 1e6 }).ack("client").packets);
    expect(following.finish().logs[0]).toEqual([why]);
  });

  test("ends a connection at its next packet, though idle ones were not looked for", () => {
    const idle = tcp().connect().client("one").wait(4001).client("two");
    expect(told(idle)).toEqual([["client: one", "timeout"]]);
  });
});

describe("too many connections", () => {
  test("end those that were idle for longest", () => {
    const following = new Following({ maxConnections: 32 });
    const syn = (index: number, startUs: number) =>
      tcp({ client: `203.0.113.5:${50_000 + index}`, startUs }).syn().packets;
    for (let index = 0; index < 32; index++) following.accept(syn(index, 1e15 + index));
    // All but 5 and 7 are heard of again, 3 before the others.
    const again = [3, ...Array.from({ length: 32 }, (_, index) => index).filter((index) => ![3, 5, 7].includes(index))];
    for (const [turn, index] of again.entries()) following.accept(syn(index, 1e15 + 1000 + turn));
    following.accept(syn(32, 1e15 + 5000));
    const evicted = following.followed.flatMap(({ log }, index) => (log.lines.includes("evicted") ? [index] : []));
    expect(evicted).toEqual([5, 7]);
    expect(following.tracker.active).toBe(31);
  });

  test("leave one when only one is allowed", () => {
    const first = tcp().connect();
    const second = tcp({ client: "203.0.113.6:50000", startUs: endOf(first) }).connect();
    const { logs } = follow([...first.packets, ...second.packets], { maxConnections: 1 });
    expect(logs).toEqual([["evicted"], ["capture-end"]]);
  });

  test("do not keep the table growing by connections that were given up", () => {
    const following = new Following({ maxConnections: 10 });
    for (let index = 0; index < 1000; index++) {
      following.accept(tcp({ client: `203.0.113.5:${1000 + index}`, startUs: 1e15 + index }).connect().packets);
    }
    expect(following.tracker.active).toBeLessThanOrEqual(10);
    expect(following.finish().logs).toHaveLength(1000);
  });
});

describe("under several VNIs", () => {
  test("equal addresses are connections of their own", () => {
    const a = tcp({ vni: 1 }).connect().client("one");
    const b = tcp({ vni: 2, clientIsn: 90_000 }).connect().client("two");
    const { logs, followed } = new Following().accept([...a.packets, ...b.packets]);
    expect(logs).toEqual([["client: one"], ["client: two"]]);
    expect(followed.map(({ connection }) => connection.vni)).toEqual([1, 2]);
    expect(followed.map(({ connection }) => connection.twin)).toEqual([null, null]);
  });

  test("copies of one connection know of each other by the SYN", () => {
    const a = tcp({ vni: 1 }).connect();
    const b = tcp({ vni: 2 }).connect();
    const { followed } = follow([...a.packets, ...b.packets]);
    const [first, second] = followed.map(({ connection }) => connection);
    expect(first!.twin).toBe(second);
    expect(second!.twin).toBe(first);
  });

  test("the mirrored interface is the source of the packet around", () => {
    const { followed } = follow(tcp({ vni: 1, mirror: "10.0.1.99" }).connect().packets);
    expect(followed[0]!.connection.mirror).toEqual(parseAddress("10.0.1.99"));
  });
});

describe("on a port that is no listener's", () => {
  const smtp = (startUs?: number) => tcp({ server: "10.0.1.10:25", startUs });

  test("a connection is not reported", () => {
    expect(told(smtp().connect().server("220 ready").client("EHLO").fin("client"))).toEqual([]);
  });

  test("a hello as the first bytes is reported from the SYN on", () => {
    const { followed, logs } = follow(smtp().connect().client(clientHello()).packets);
    expect(logs).toEqual([[`client: ${Buffer.from(clientHello()).toString("latin1")}`, "capture-end"]]);
    expect(followed[0]!.connection.packets).toBe(4);
  });

  test("a hello after other bytes is reported from the hello on", () => {
    const before = smtp().connect().server("220 ready").client("STARTTLS").server("220 go");
    const { followed, logs } = follow(before.client(clientHello()).server("answer").packets);
    expect(logs[0]!.slice(1)).toEqual(["server: answer", "capture-end"]);
    const { packets, bytes, startUs } = followed[0]!.connection;
    expect([packets, bytes, startUs]).toEqual([2, clientHello().length + 6, before.packets[6]!.timeUs]);
  });

  test("the sender of the hello is the client, whoever connected", () => {
    const following = new Following().accept(smtp().connect().server(clientHello()).packets);
    expect(following.followed[0]!.connection.port("client")).toBe(25);
  });

  test("a hello after more bytes than a limit is not looked for", () => {
    const late = smtp().connect().server("x".repeat(20)).client("y").client(clientHello());
    expect(follow(late.packets, { maxPreludeBytes: 20 }).logs).toEqual([]);
    expect(follow(late.packets, { maxPreludeBytes: 21 }).logs).toHaveLength(1);
  });
});

describe("an ICMP error", () => {
  const quoted = (flags: number, type: number, code: number) => {
    const { bytes } = tcp().client("hello").packets[0]!;
    const packet = icmpError({ type, code }, bytes.slice(14, 14 + 28));
    return { timeUs: flags, bytes: ethernet({}, ip({ source: "192.0.2.1", destination: "203.0.113.5", protocol: IpProtocol.ICMP }, packet)) }; // prettier-ignore
  };

  test.each([
    ["too big", 4, { packetTooBig: true, unreachable: false }],
    ["undeliverable", 1, { packetTooBig: false, unreachable: true }],
  ])("about a packet that was %s is told of the connection it quotes", (_, code, expected) => {
    const { followed } = new Following().accept([...tcp().syn().packets, quoted(0, 3, code)]);
    expect(followed[0]!.connection).toMatchObject(expected);
  });

  test("about a connection that nobody saw changes nothing", () => {
    const { tracker, logs } = new Following().accept([quoted(0, 3, 4)]);
    tracker.noteError(emptyFrame(), "unreachable");
    expect([tracker.active, logs]).toEqual([0, []]);
  });
});
