import { tcp, type TcpConversation } from "../../../support/conversations";
import { ethernet, icmpError, ip, IpProtocol } from "../../../support/frames";
import type { EndedFacts } from "./ended-facts";
import { follow, Following } from "./event-log";

const SYN = () => tcp({ vni: 1 }).syn().packets;

/** ICMP errors about it: a packet was too big, and one could not be delivered. */
function errorsAbout({ packets }: TcpConversation) {
  const { bytes, timeUs } = packets[0]!;
  return [4, 1].map((code) => {
    const error = icmpError({ type: 3, code }, bytes.slice(14, 14 + 28));
    const addresses = { source: "192.0.2.1", destination: "203.0.113.5", protocol: IpProtocol.ICMP };
    return { timeUs, bytes: ethernet({}, ip(addresses, error)) };
  });
}

/** What is told of the last connection, its number aside. */
function lastFacts(following: Following): EndedFacts {
  return { ...following.finish().followed.at(-1)!.connection, serial: 0 };
}

describe("a row that is used again", () => {
  const eventful = () => {
    const conversation = tcp({ startUs: 1e9 }).syn().syn().synAck().ack("client");
    conversation.client("hello").again("client", "hello").server("answer", { captured: 2 });
    conversation.unseen("client", "?").client("!").again("client", "!").ack("server").wait(3).ack("client");
    return conversation.segment("server", 5500, "held").fin("server").fin("client").rst("server");
  };

  test("begins as if it were new, with nothing left of the connection before", () => {
    const before = eventful();
    const after = tcp({ client: "203.0.113.6:50000", startUs: 2e9 }).ack("server").ack("client");
    const used = new Following({ reorderSeconds: 0 });
    used.accept([before.packets[0]!, ...errorsAbout(before), ...before.packets.slice(1), ...after.packets]);
    const { client, syns, packetTooBig, unreachable } = used.ended[0]!.connection;
    expect({ syns, packetTooBig, unreachable }).toEqual({ syns: 2, packetTooBig: true, unreachable: true });
    expect([client.retransmissions, client.missing]).toEqual([2, 1]);
    expect(used.followed.map(({ row }) => row)).toEqual([0, 0]);
    expect(lastFacts(used)).toEqual(lastFacts(new Following().accept(after.packets)));
  });

  test("remembers neither what was held nor what was mentioned before", () => {
    const before = tcp({ startUs: 1e9 }).segment("client", 100, "a").segment("client", 200, "held");
    const after = tcp({ client: "203.0.113.6:50000", clientIsn: 300, startUs: 2e9 }).client("b").ack("server");
    const { logs, followed } = follow([...before.packets, ...after.packets], { maxConnections: 1 });
    expect(followed.map(({ row }) => row)).toEqual([0, 0]);
    expect(logs[1]).toEqual(["client: b", "capture-end"]);
    expect(followed[1]!.connection.client).toMatchObject({ missing: 0, fromSyn: false });
  });

  test("has another number", () => {
    const first = tcp({ startUs: 1e9 }).syn().rst("server");
    const second = tcp({ clientIsn: 7, startUs: 2e9 }).syn();
    const { followed } = follow([...first.packets, ...second.packets]);
    const [one, two] = followed.map(({ connection }) => connection.serial);
    expect(one).not.toBe(two);
  });

  test("is none that waits in the queue of closed connections", () => {
    const closed = tcp().connect().rst("server");
    const next = tcp({ clientIsn: 90_000, startUs: closed.endUs }).syn();
    const third = tcp({ client: "203.0.113.6:50000", startUs: next.endUs + 3e6 }).syn();
    const { logs, followed } = follow([...closed.packets, ...next.packets, ...third.packets]);
    expect(logs).toEqual([["server rst", "closed"], ["capture-end"], ["capture-end"]]);
    expect(followed.map(({ row }) => row)).toEqual([0, 1, 0]);
  });

  test("is none to which a twin refers", () => {
    const [one, two] = [tcp({ vni: 1 }).connect().rst("server"), tcp({ vni: 2 }).connect()];
    const following = new Following().accept([...one.packets, ...two.packets]);
    const rowOfNext = (index: number, startUs: number): number =>
      following.accept(tcp({ client: `203.0.113.6:${index}`, startUs }).syn().packets).followed.at(-1)!.row;
    // The first alone is over.
    expect([rowOfNext(1, one.endUs + 3e6), following.ended.length]).toEqual([2, 1]);
    following.accept(two.wait(10).rst("server").packets.slice(3));
    expect([rowOfNext(2, two.endUs + 3e6), rowOfNext(3, two.endUs + 3e6)].sort()).toEqual([0, 1]);
    const [first, second] = following.ended.map(({ connection }) => connection);
    expect([first!.twin, second!.twin]).toEqual([second!.serial, first!.serial]);
  });
});

describe("under several VNIs", () => {
  test("equal addresses are connections of their own", () => {
    const a = tcp({ vni: 1 }).connect().client("one");
    const b = tcp({ vni: 2, clientIsn: 90_000 }).connect().client("two");
    const { logs, followed } = follow([...a.packets, ...b.packets]);
    expect(logs).toEqual([
      ["client: one", "capture-end"],
      ["client: two", "capture-end"],
    ]);
    expect(followed.map(({ connection }) => connection.vni)).toEqual([1, 2]);
    expect(followed.map(({ connection }) => connection.twin)).toEqual([0, 0]);
  });

  test("copies of one connection know of each other by the SYN, however often it was sent", () => {
    const a = tcp({ vni: 1 }).syn().connect();
    const b = tcp({ vni: 2 }).connect();
    const { followed } = follow([...a.packets, ...b.packets]);
    const [first, second] = followed.map(({ connection }) => connection);
    expect([first!.twin, second!.twin]).toEqual([second!.serial, first!.serial]);
    expect([first!.twinIsReported, second!.twinIsReported]).toEqual([true, true]);
  });

  test.each([
    ["has another SYN", tcp({ vni: 1, clientIsn: 6 }).syn().packets],
    ["has no SYN that was captured", tcp({ vni: 1 }).client("late").packets],
    ["has other endpoints", tcp({ vni: 1, client: "203.0.113.6:50000" }).syn().packets],
    ["ended before the other began", [...SYN(), ...tcp({ vni: 1 }).rst("server").packets]],
  ])("nothing is a copy that %s", (_, other) => {
    const { followed } = follow([...other, ...tcp({ vni: 2, startUs: 2e15 }).syn().packets]);
    expect(followed.map(({ connection }) => connection.twin)).toEqual(followed.map(() => 0));
  });

  test("a third copy finds no twin, since the others have each other", () => {
    const { followed } = follow([1, 2, 3].flatMap((vni) => tcp({ vni }).syn().packets));
    const [first, second, third] = followed.map(({ connection }) => connection);
    expect([first!.twin, second!.twin, third!.twin]).toEqual([second!.serial, first!.serial, 0]);
  });

  test("the mirrored interface is the source of the packet around, for each connection its own", () => {
    const mirrors = ["10.0.1.99", "10.0.1.98", "2001:db8::99"];
    const mirrored = mirrors.flatMap((mirror, vni) => tcp({ vni, mirror }).connect().packets);
    const { followed } = follow([...mirrored, ...tcp().connect().packets]);
    expect(followed.map(({ connection }) => connection.mirror)).toEqual([...mirrors, null]);
  });
});

describe("is told as what it was", () => {
  test("closed by whoever spoke the first FIN or RST", () => {
    const closings = [tcp().connect().fin("server").rst("client"), tcp().connect().rst("client").fin("server")];
    const told = closings.map(({ packets }) => follow(packets).followed[0]!.connection.closedBy);
    expect(told).toEqual([
      { side: "server", how: "fin" },
      { side: "client", how: "rst" },
    ]);
    expect(follow(tcp().connect().packets).followed[0]!.connection.closedBy).toBeNull();
  });

  test("with the packets and bytes of both sides, as sent, from the first packet to the last", () => {
    const conversation = tcp().connect().client("hello", { captured: 2 }).server("answer").ack("client");
    const { connection } = follow(conversation.packets).followed[0]!;
    const [first, last] = [conversation.packets[0]!, conversation.packets.at(-1)!];
    expect(connection).toMatchObject({ packets: 6, bytes: 11, startUs: first.timeUs, lastUs: last.timeUs });
    expect(connection).toMatchObject({ client: { packets: 4 }, server: { packets: 2 }, syns: 1, synAckSeen: true });
  });
});
