import fc from "fast-check";
import { tcp, type TcpConversation, type TcpOptions } from "../../../support/conversations";
import { EventLog, follow, Following } from "./event-log";

const CLIENT = { client: "203.0.113.5:50000", server: "10.0.1.10:443" };
const V6 = { client: "[2001:db8::5]:50000", server: "[2001:db8::10]:443" };

/** A client that speaks, and whatever belongs to the same connection, without waiting for an answer. */
function speech(options: TcpOptions, text: string): TcpConversation {
  return tcp(options).syn().client(text, { acknowledgment: null });
}

describe("finds a connection in both directions", () => {
  test.each([
    ["IPv4", CLIENT],
    ["IPv6", V6],
    ["IPv6, mirrored", { ...V6, vni: 0xffffff }],
    ["two ports of one address", { client: "10.0.1.10:50000", server: "10.0.1.10:443" }],
    ["two ports of one address of IPv6", { client: "[2001:db8::5]:50000", server: "[2001:db8::5]:443" }],
    ["addresses that differ in their first bits alone", { client: "[2001:db8::5]:50000", server: "[a001:db8::5]:443" }],
  ])("%s", (_, options) => {
    const { logs, followed } = follow(tcp(options).connect().client("hello").server("answer").packets);
    expect(logs).toEqual([["client: hello", "server: answer", "capture-end"]]);
    const endpoint = ({ address, port }: { address: string; port: number }) =>
      address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
    const { client, server, vni } = followed[0]!.connection;
    expect({ client: endpoint(client), server: endpoint(server), vni }).toEqual({ vni: -1, ...options });
  });

  test("an endpoint with itself, all of whose packets count as the client's", () => {
    const conversation = tcp({ client: "10.0.1.10:443", server: "10.0.1.10:443" }).syn().ack("client");
    const { followed } = follow(conversation.packets);
    expect(followed.map(({ connection }) => [connection.client.packets, connection.server.packets])).toEqual([[2, 0]]);
  });

  test("IPv4 addresses in their mapped form, whichever of the two forms a packet has", () => {
    const plain = tcp(CLIENT).connect().client("hello").server("answer").packets;
    const mapped = tcp({ client: "[::ffff:cb00:7105]:50000", server: "[::ffff:a00:10a]:443" });
    const { packets } = mapped.connect().client("hello").server("answer");
    const { logs } = follow(plain.map((packet, index) => (index % 2 === 0 ? packet : packets[index]!)));
    expect(logs).toEqual([["client: hello", "server: answer", "capture-end"]]);
  });
});

test.each([
  ["another client", { ...CLIENT, client: "203.0.113.6:50000" }],
  ["another server", { ...CLIENT, server: "10.0.1.11:443" }],
  ["another client port", { ...CLIENT, client: "203.0.113.5:50001" }],
  ["another server port", { ...CLIENT, server: "10.0.1.10:8443" }],
  ["swapped ports", { client: "203.0.113.5:443", server: "10.0.1.10:50000" }],
  ["another VNI", { ...CLIENT, vni: 7 }],
])("tells apart: %s", (_, other) => {
  const [one, two] = [speech(CLIENT, "one"), speech(other, "two")];
  const together = [one.packets[0]!, two.packets[0]!, one.packets[1]!, two.packets[1]!];
  expect(follow(together).logs).toEqual([
    ["client: one", "capture-end"],
    ["client: two", "capture-end"],
  ]);
});

/** The factor by which the hash takes in words of an address: `key-row.ts`. */
const FACTOR = 0x85ebca6b;

function v6(...words: readonly number[]): string {
  return words.map((word) => `${((word >>> 16) & 0xffff).toString(16)}:${(word & 0xffff).toString(16)}`).join(":");
}

/** Of equal hash, so that they lie in one probe sequence and nothing but their addresses tells them apart. */
test.each([
  [
    "IPv4, in both addresses",
    { client: "0.0.0.5:50000", server: "64.0.0.9:443" },
    { client: "0.0.0.4:50000", server: dotted(0x40000009 ^ Math.imul(5, FACTOR) ^ Math.imul(4, FACTOR)) + ":443" },
  ],
  [
    "IPv6, in the first half of an address",
    { ...V6, client: `[${v6(0x20010db8, 0x10000, 0, 5)}]:50000` },
    { ...V6, client: `[${v6(0x20010db9, 0x10000 - FACTOR, 0, 5)}]:50000` },
  ],
  [
    "IPv4 and IPv6, in all but the last words of the addresses",
    { client: "0.0.0.5:50000", server: "0.0.0.9:443" },
    {
      client: `[${v6(0, 1, -FACTOR, 5)}]:50000`,
      server: `[${v6(0, 1, -FACTOR, 9)}]:443`,
    },
  ],
])("tells apart what has one hash: %s", (_, first, second) => {
  const [one, two] = [speech(first, "one"), speech(second, "two")];
  const together = [one.packets[0]!, two.packets[0]!, one.packets[1]!, two.packets[1]!];
  expect(follow(together).logs).toEqual([
    ["client: one", "capture-end"],
    ["client: two", "capture-end"],
  ]);
});

function dotted(word: number): string {
  return [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join(".");
}

describe("through any beginnings and ends", () => {
  // Few endpoints, so that connections come back, and several VNIs, whose rows share one probe sequence.
  const keys = fc.record({
    port: fc.integer({ min: 1, max: 12 }),
    vni: fc.integer({ min: 0, max: 6 }),
    side: fc.constantFrom("client" as const, "server" as const),
  });
  const steps = fc.array(fc.tuple(fc.constantFrom("speak", "speak", "speak", "reset"), keys), { maxLength: 300 });

  test("hands everything that is said to the connection it was said on", () => {
    fc.assert(
      fc.property(steps, (turns) => {
        // Ended and forgotten as soon as they are reset, so that their rows are free for others.
        const following = new Following({ reorderSeconds: 0, lingerSeconds: 0 });
        const model = new Map<string, { conversation: TcpConversation; log: EventLog }>();
        const expected: EventLog[] = [];
        let timeUs = 1e15;
        const accept = ({ packets }: TcpConversation) =>
          following.accept(packets.splice(0).map((packet) => ({ ...packet, timeUs: (timeUs += 10) })));
        for (const [what, { port, vni, side }] of turns) {
          const name = `${port}/${vni}`;
          let known = model.get(name);
          if (what === "reset" && known === undefined) continue;
          if (known === undefined) {
            known = { conversation: tcp({ client: `203.0.113.5:${port}`, vni }).connect(), log: new EventLog() };
            model.set(name, known);
            expected.push(known.log);
          }
          const { conversation, log } = known;
          if (what === "speak") {
            accept(conversation.send(side, name));
            log.data(side, name);
          } else {
            accept(conversation.rst(side));
            log.close(side, "rst");
            log.end("closed");
            model.delete(name);
          }
        }
        for (const { log } of model.values()) log.end("capture-end");
        expect(following.active).toBeLessThanOrEqual(model.size + 1);
        expect(following.finish().logs).toEqual(expected.map(({ lines }) => lines));
      }),
      { numRuns: 60 },
    );
  });
});

test("loses none of 10,000 connections while the table grows, nor when every second is over", () => {
  const following = new Following({ reorderSeconds: 0 });
  const conversations = Array.from({ length: 10_000 }, (_, index) =>
    tcp({
      client: `203.0.113.5:${1 + (index % 3_000)}`,
      server: `10.0.1.10:${index % 2 === 0 ? 443 : 8443}`,
      vni: index % 7,
    }),
  );
  const inTurn = (step: (conversation: TcpConversation, index: number) => void): void => {
    conversations.forEach((conversation, index) => {
      step(conversation, index);
      following.accept(conversation.packets.splice(0));
    });
  };
  inTurn((conversation) => conversation.syn());
  expect([following.active, following.logs.length]).toEqual([10_000, 10_000]);
  inTurn((conversation, index) => index % 2 === 0 && conversation.rst("client", { flags: "R" }));
  inTurn((conversation, index) => index % 2 === 1 && conversation.wait(1).client(`${index}`, { acknowledgment: null }));
  expect(following.active).toBe(5_000);
  following.finish();
  const wrong = following.logs.flatMap((lines, index) => {
    const expected = index % 2 === 0 ? "client rst,closed" : `client: ${index},capture-end`;
    return lines.join() === expected ? [] : [lines];
  });
  expect(wrong).toEqual([]);
});

test("uses the rows of connections that are over again before it takes others", () => {
  const following = new Following({ reorderSeconds: 0 });
  for (let round = 0; round < 5; round++) {
    for (let index = 0; index < 300; index++) {
      const client = `203.0.113.${round}:${1 + index}`;
      following.accept(tcp({ client, startUs: (1 + round) * 1e9 }).syn().packets);
    }
    for (let index = 0; index < 300; index++) {
      const client = `203.0.113.${round}:${1 + index}`;
      following.accept(tcp({ client, startUs: (1 + round) * 1e9 + 1e6 }).rst("client", { flags: "R" }).packets);
    }
  }
  expect(new Set(following.followed.map(({ row }) => row)).size).toBe(300);
});
