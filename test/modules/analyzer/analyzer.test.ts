import { Analyzer } from "../../../modules/analyzer/analyzer";
import { acceptPackets, analyzePackets } from "../../support/analyze";
import { tcp, type TcpConversation } from "../../support/conversations";
import { alert, clientHello, serverFlight12 } from "../../support/tls-records";

const HELLO = clientHello();
const packetsOf = (...conversations: readonly TcpConversation[]) =>
  conversations.flatMap(({ packets }) => packets).sort((a, b) => a.timeUs - b.timeUs);
const recordsOf = (conversation: TcpConversation) => analyzePackets(conversation.packets).records;
const rejected = (conversation: TcpConversation) =>
  conversation.connect().client(HELLO).server(alert(40)).fin("server").fin("client");

describe("one connection seen by two mirror sessions", () => {
  const client = { vni: 1, mirror: "10.0.0.7" };
  const balancer = { vni: 2, mirror: "10.0.1.10" };

  test("is reported once", () => {
    const { records, counts } = analyzePackets(packetsOf(rejected(tcp(client)), rejected(tcp(balancer))));
    expect(records).toMatchObject([{ cause: "server-rejected-hello" }]);
    expect(counts).toMatchObject({ duplicates: 1, outcomes: { failed: 1 } });
  });

  test.each([
    ["first", [client, balancer]],
    ["second", [balancer, client]],
  ] as const)("is reported as by the copy that lacks nothing, the damaged one coming %s", (_, [whole, damaged]) => {
    const lossy = tcp(damaged).connect().unseen("client", HELLO).server(alert(40)).fin("server").fin("client");
    const { records } = analyzePackets(packetsOf(lossy, rejected(tcp(whole))));
    expect(records).toMatchObject([{ cause: "server-rejected-hello", missingBytes: 0, vni: whole.vni }]);
  });

  test("is two connections when the SYNs differ", () => {
    const other = tcp({ ...balancer, clientIsn: 77_000 });
    expect(analyzePackets(packetsOf(rejected(tcp(client)), rejected(other))).records).toHaveLength(2);
  });
});

describe("the leg", () => {
  test.each([
    ["listener", "the mirrored interface is the server", { vni: 1, mirror: "10.0.1.10" }],
    ["target", "the mirrored interface is the client", { vni: 1, mirror: "10.0.1.10", client: "10.0.1.10:50000", server: "10.0.2.20:443" }],
    ["listener", "the server's port is a listener's", {}],
    ["unknown", "nothing tells", { server: "10.0.1.10:9443" }],
  ])("is %s where %s", (leg, _, options) => {
    expect(analyzePackets(rejected(tcp(options)).packets).records[0]!.leg).toBe(leg);
  }); // prettier-ignore
});

test("records come in the order in which connections began, whenever they ended", () => {
  const long = tcp({ client: "203.0.113.5:1" }).connect();
  const short = rejected(tcp({ client: "203.0.113.5:2" }));
  long.wait(10).client(HELLO).server(serverFlight12()).client(alert(48));
  const { records } = analyzePackets(packetsOf(long, short));
  expect(records.map(({ client }) => client.port)).toEqual([1, 2]);
});

test("to finish again changes nothing", () => {
  const records: unknown[] = [];
  const analyzer = new Analyzer((record) => records.push(record));
  acceptPackets(analyzer, rejected(tcp()).packets);
  const counts = structuredClone(analyzer.counts);
  analyzer.finish();
  expect(records).toHaveLength(1);
  expect(analyzer.counts).toEqual(counts);
});

test("packets are counted by what they are", () => {
  const { counts } = analyzePackets([...tcp().connect().packets, { timeUs: 0, bytes: new Uint8Array(60) }]);
  expect(counts).toMatchObject({ packets: 4, kinds: { tcp: 3, other: 1 } });
});

describe("a server that leaves before the client's first byte", () => {
  const left = () => tcp().connect().fin("server");
  const early = { side: "server", how: "fin" };

  test("has rejected the hello that was on its way", () => {
    const records = recordsOf(left().client(clientHello()).rst("server"));
    expect(records).toMatchObject([{ outcome: "failed", cause: "server-rejected-hello", closedBy: early }]);
    expect(records[0]?.hello?.ja3).toMatch(/^[0-9a-f]{32}$/);
  });

  test("has missed what the client speaks, and does not keep it from being told", () => {
    const records = recordsOf(left().client("GET / HTTP/1.1\r\n\r\n").fin("client"));
    expect(records).toMatchObject([{ outcome: "not-tls", cause: "plain-http", closedBy: early }]);
  });

  test("has left a client that had nothing to say", () => {
    const records = recordsOf(left().fin("client"));
    expect(records).toMatchObject([{ outcome: "not-tls", cause: "no-client-data", closedBy: early }]);
  });
});

describe("a server that still held an earlier connection open", () => {
  test.each([
    ["ahead of", 100_000],
    ["behind", 0xf000_0000],
  ])("is connected to at the second attempt, its numbers %s the client's", (_, earlier) => {
    const records = recordsOf(
      tcp()
        .syn()
        .ack("server", { acknowledgment: earlier })
        .segment("client", earlier, "", { flags: "R", acknowledgment: null })
        .wait(1)
        .syn()
        .synAck()
        .ack("client")
        .client(clientHello())
        .wait(3)
        .server(alert(40))
        .fin("server"),
    );
    expect(records.at(-1)).toMatchObject({
      outcome: "failed",
      cause: "server-rejected-hello",
      alert: { code: 40 },
      closedBy: { side: "server", how: "fin" },
    });
    expect(records.map(({ hello }) => hello !== null)).toEqual([false, true]);
  });
});
