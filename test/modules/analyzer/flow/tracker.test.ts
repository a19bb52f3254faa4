import type { RecordedPacket } from "../../../support/capture-files";
import { tcp, type TcpConversation } from "../../../support/conversations";
import { ethernet, icmpError, ip, IpProtocol } from "../../../support/frames";
import { follow, Following } from "./event-log";

/** What was told of each connection in the packets of several conversations, one conversation after the other. */
function told(...conversations: readonly TcpConversation[]): readonly (readonly string[])[] {
  return follow(conversations.flatMap(({ packets }) => packets)).logs;
}

/** Enough packets of other connections for idle ones to be looked for, at one moment. */
function otherTraffic(timeUs: number): RecordedPacket[] {
  const packet = tcp({ client: "198.51.100.1:1", server: "198.51.100.2:2" }).ack("client").packets[0]!;
  return Array.from({ length: 5000 }, () => ({ ...packet, timeUs }));
}

describe("who is the client", () => {
  const clientPort = ({ packets }: TcpConversation) => follow(packets).followed[0]!.connection.client.port;

  test.each([
    ["the sender of the SYN", tcp().syn()],
    ["the receiver of the SYN-ACK", tcp().synAck()],
    ["who talks to a listener", tcp().client("late")],
    ["who is talked to by a listener", tcp().server("late")],
  ])("is %s", (_, conversation) => {
    expect(clientPort(conversation)).toBe(50_000);
  });

  test("is the sender of the SYN, even from one listener's port to another", () => {
    expect(clientPort(tcp({ client: "203.0.113.5:443", server: "10.0.1.10:8443" }).syn())).toBe(443);
  });

  test("is the higher port when a connection between two listeners was joined late", () => {
    const late = tcp({ client: "203.0.113.5:8443", server: "10.0.1.10:443" });
    expect(clientPort(late.server("late"))).toBe(8443);
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
      const following = new Following();
      const open = tcp().connect();
      const start = open.endUs;
      following.accept(open.packets);
      following.setHandshaking(0, true);
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
    const { followed } = follow([...tcp().syn().packets, quoted(0, 3, code)]);
    expect(followed[0]!.connection).toMatchObject(expected);
  });

  test("about a connection that nobody saw changes nothing", () => {
    const { active, logs } = new Following().accept([quoted(0, 3, 4), quoted(0, 3, 1)]);
    expect([active, logs]).toEqual([0, []]);
  });
});
