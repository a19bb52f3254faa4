import { placed } from "../../../modules/analyzer/twins";
import type { Connection, HalfStream } from "../../../modules/analyzer/flow/connection";
import type { Place } from "../../../modules/analyzer/order/record-order";
import { tcp, type TcpConversation } from "../../support/conversations";
import { linesOfPackets, textOfLine } from "../../support/record-lines";
import { alert, clientHello } from "../../support/tls-records";

const CLIENT = { vni: 1, mirror: "10.0.0.7" };
const BALANCER = { vni: 2, mirror: "10.0.1.10" };
const HELLO = clientHello();

const NOBODY: Place = { fill: () => undefined };
const missing = (bytes: number): HalfStream => ({ missing: bytes }) as HalfStream;
const CONNECTION = { client: missing(1), server: missing(2), startUs: 3 } as Connection;

const rejected = (conversation: TcpConversation): TcpConversation =>
  conversation.connect().client(HELLO).server(alert(40)).fin("server").fin("client");
const greeting = (conversation: TcpConversation): TcpConversation =>
  conversation.connect().client("SSH-2.0-OpenSSH\r\n").fin("client").fin("server");

describe.each([
  ["with a hello", rejected],
  ["without a hello", greeting],
])("a line %s that waits for its twin", (_, held) => {
  const [alone] = linesOfPackets(held(tcp(CLIENT)).packets);

  test.each([
    ["bytes", (bytes: Uint8Array) => new Uint8Array(bytes)],
    ["a buffer of Node's, whose slice is no copy", (bytes: Uint8Array) => Buffer.from(bytes)],
  ])("stays as it was, whatever is written there afterwards: lent as %s", (_name, lent) => {
    const bytes = lent(alone!.bytes);
    const { line, missingBytes, startUs } = placed(NOBODY, { ...alone!, bytes }, CONNECTION);
    bytes.fill(0xee);
    expect(textOfLine(line)).toBe(textOfLine(alone!));
    expect([line.outcome, line.cause]).toEqual([alone!.outcome, alone!.cause]);
    expect([missingBytes, startUs]).toEqual([3, 3]);
  });

  test("is reported as it was, though the lines of others were written meanwhile", () => {
    const others = Array.from({ length: 20 }, (_other, i) => {
      const conversation = tcp({ client: `203.0.113.9:${i + 1}` });
      return i % 2 === 0 ? rejected(conversation) : greeting(conversation);
    });
    // Begun at once, over a while later: it never carried the client's bytes.
    const damaged = tcp(BALANCER).connect().unseen("client", HELLO).wait(5).ack("server").fin("server").fin("client");
    const packets = [held(tcp(CLIENT)), ...others, damaged].flatMap((conversation) => conversation.packets);
    const lines = linesOfPackets(packets.sort((a, b) => a.timeUs - b.timeUs));
    expect(lines).toHaveLength(1 + others.length);
    expect(lines.map(textOfLine)).toContain(textOfLine(alone!));
  });
});
