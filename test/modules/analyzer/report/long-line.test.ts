import { Analyzer, type AnalyzerOptions } from "../../../../modules/analyzer/analyzer";
import { eachLine, textOf, type RecordOutput } from "../../../../modules/analyzer/order/record-output";
import { printable } from "../../../../modules/analyzer/tls/printable";
import type { ConnectionRecord, Reason } from "../../../../modules/contracts";
import { acceptPackets, takeUsedEngines, type PacketInMemory } from "../../../support/analyze";
import { tcp, type TcpConversation } from "../../../support/conversations";
import { alert, clientHello, clientHelloMessage, ContentType, record } from "../../../support/tls-records";
import { ext } from "../tls/hello-bytes";

/** Records that the engine has no room for until it is asked to tell them. */

/** What was told, and how large the engine's memory was then. */
interface Told {
  readonly records: readonly ConnectionRecord[];
  readonly memoryBytes: number;
}

/** In the order in which connections ended. */
function told(packets: readonly PacketInMemory[], options?: AnalyzerOptions): Told {
  const records: ConnectionRecord[] = [];
  let memoryBytes = 0;
  const output: RecordOutput = {
    order: "decision",
    lines: (bytes, start, end) => {
      memoryBytes = bytes.length;
      eachLine(bytes, start, end, (lineStart, lineEnd) => {
        const line = textOf(bytes, lineStart, lineEnd);
        const record = JSON.parse(line) as ConnectionRecord;
        expect(line).toBe(JSON.stringify(record));
        records.push(record);
      });
    },
  };
  takeUsedEngines();
  acceptPackets(new Analyzer(output, options), packets);
  return { records, memoryBytes };
}

const from = (port: number): TcpConversation => tcp({ client: `203.0.113.5:${port}` }).connect();

/** Sends a hello that asks for a long name. */
function greet(conversation: TcpConversation, name: string): TcpConversation {
  return send(conversation, clientHelloMessage({ extensions: [ext.serverName(name), ext.versions([0x0304])] }));
}

/** Sends a message in records and segments as large as they may be. */
function send(conversation: TcpConversation, message: Uint8Array): TcpConversation {
  for (let at = 0; at < message.length; at += 16_384) {
    conversation.client(record(ContentType.HANDSHAKE, message.subarray(at, at + 16_384)));
  }
  return conversation;
}

const shown = (name: string): string => printable(Buffer.from(name, "latin1"), 0, name.length);

test.each([
  ["letters", "x".repeat(60_000)],
  ["quotation marks", '"'.repeat(60_000)],
  ["bytes that are shown in five", "\x01".repeat(60_000)],
])("a server name of 60,000 %s is told whole, and so is what comes after it", (_, name) => {
  const long = greet(from(1), name).server(alert(40)).fin("server").fin("client");
  const short = from(2).client(clientHello()).server(alert(40)).fin("server").fin("client");
  const [first, second] = told([...long.packets, ...short.packets]).records;
  expect(first).toMatchObject({ cause: "server-rejected-hello", hello: { sni: shown(name), retried: false } });
  expect(first!.hello!.ja4).toMatch(/^t13d0202/);
  expect(second).toMatchObject({ cause: "server-rejected-hello", hello: { sni: "api.example.com" } });
});

test("the engine's memory may grow while a record is put together: for what its parts are told as", () => {
  // GREASE, which is left out, is every 0x1010th code.
  const ciphers = Array.from({ length: 29_000 }, (_, i) => 0x8000 + i).filter((code) => code % 0x1010 !== 0x0a0a);
  // All are read before the first is told, and told one after the other when the capture is over.
  const [short, long, last] = [from(1), from(2), from(3)];
  const conversations = [
    short.client(clientHello()),
    send(long, clientHelloMessage({ ciphers })),
    last.client(clientHello()),
  ];
  const { records, memoryBytes } = told(conversations.flatMap(({ packets }) => packets));
  expect(records.map(({ client }) => client.port)).toEqual([1, 2, 3]);
  expect(memoryBytes).toBeGreaterThan(told(last.packets).memoryBytes);
  expect(records.map(({ hello }) => hello!.ciphers.length)).toEqual([2, ciphers.length, 2]);
  expect(records[1]!.hello!.ciphers.at(-1)).toBe("unknown (0xf147)");
  expect(new Set(records.map(({ start }) => start)).size).toBe(1);
});

test("a reason is told whole whose letters fit in the room that is there from the beginning, and whose bytes do not", () => {
  const reason: Reason = { kind: "version", text: "€".repeat(3500), certainty: "certain" };
  // Each with parts that are made text of while the reason is held.
  const names = ["a", "b", "c"].map((letter) => letter.repeat(3000));
  const rejected = names.map((name, i) =>
    greet(from(i + 1), name)
      .server(alert(40))
      .fin("server")
      .fin("client"),
  );
  const { records } = told(
    rejected.flatMap(({ packets }) => packets),
    { policy: () => reason },
  );
  expect(records).toMatchObject(names.map((sni) => ({ reason, hello: { sni } })));
});

test("the engine's memory may grow while a record is put together: for its reason", () => {
  const text = '"é🙂'.repeat(200_000);
  const reason: Reason = { kind: "version", text, certainty: "certain" };
  const rejected = [1, 2, 3].map((port) => from(port).client(clientHello()).server(alert(40)).fin("server"));
  let reasons = 0;
  const packets = rejected.flatMap((conversation) => conversation.packets);
  // The policy has something to say of the second only.
  const { records, memoryBytes } = told(packets, { policy: () => (++reasons === 2 ? reason : null) });
  expect(memoryBytes).toBeGreaterThan(told(packets).memoryBytes + text.length);
  expect(records.map((record) => record.reason?.text === text)).toEqual([false, true, false]);
  const others = records.map((record) => ({ ...record, reason: null, client: null }));
  expect(others).toEqual([others[0], others[0], others[0]]);
});
