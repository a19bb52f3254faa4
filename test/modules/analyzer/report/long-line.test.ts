import { Analyzer, type AnalyzerOptions } from "../../../../modules/analyzer/analyzer";
import type { RecordOutput } from "../../../../modules/analyzer/order/record-order";
import { recordOf } from "../../../../modules/analyzer/report/record-line";
import { printable } from "../../../../modules/analyzer/tls/printable";
import type { ConnectionRecord, Reason } from "../../../../modules/contracts";
import { acceptPackets, takeUsedEngines, type PacketInMemory } from "../../../support/analyze";
import { tcp, type TcpConversation } from "../../../support/conversations";
import { textOfLine } from "../../../support/record-lines";
import { alert, clientHello, clientHelloMessage, ContentType, record } from "../../../support/tls-records";
import { ext } from "../tls/hello-bytes";

/** Lines that the engine has no room for until it is asked to write them. */

/** What became of one line, and how large the engine's memory was when it was written. */
interface Told {
  readonly record: ConnectionRecord;
  readonly memoryBytes: number;
}

/** In the order in which connections ended. */
function told(packets: readonly PacketInMemory[], options?: AnalyzerOptions): readonly Told[] {
  const all: Told[] = [];
  const output: RecordOutput = {
    take: () => ({
      fill: (line) => {
        if (line === null) return;
        const record = recordOf(line);
        expect(textOfLine(line)).toBe(JSON.stringify(record));
        all.push({ record, memoryBytes: line.bytes.length });
      },
    }),
  };
  takeUsedEngines();
  acceptPackets(new Analyzer(output, options), packets);
  return all;
}

const from = (port: number): TcpConversation => tcp({ client: `203.0.113.5:${port}` }).connect();

/** Sends a hello that asks for a long name, in records and segments as large as they may be. */
function greet(conversation: TcpConversation, name: string): TcpConversation {
  const message = clientHelloMessage({ extensions: [ext.serverName(name), ext.versions([0x0304])] });
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
  const [first, second] = told([...long.packets, ...short.packets]);
  expect(first!.record).toMatchObject({ cause: "server-rejected-hello", hello: { sni: shown(name), retried: false } });
  expect(first!.record.hello!.ja4).toMatch(/^t13d0202/);
  expect(second!.record).toMatchObject({ cause: "server-rejected-hello", hello: { sni: "api.example.com" } });
});

test("the engine's memory may grow while a line is written: for what its parts are told as", () => {
  const name = "\x01".repeat(60_000);
  // All are read before the first is told, and told one after the other when the capture is over.
  const short = from(1).client(clientHello());
  const long = greet(from(2), name);
  const last = from(3).client(clientHello());
  const all = told([short, long, last].flatMap(({ packets }) => packets));
  expect(all.map((one) => one.record.client.port)).toEqual([1, 2, 3]);
  expect(all[1]!.memoryBytes).toBeGreaterThan(all[0]!.memoryBytes);
  expect(all.map((one) => one.record.hello!.sni)).toEqual(["api.example.com", shown(name), "api.example.com"]);
  expect(new Set(all.map((one) => one.record.start)).size).toBe(1);
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
  const all = told(
    rejected.flatMap(({ packets }) => packets),
    { policy: () => reason },
  );
  expect(all.map((one) => one.record)).toMatchObject(names.map((sni) => ({ reason, hello: { sni } })));
});

test("the engine's memory may grow while a line is written: for its reason", () => {
  const text = '"é🙂'.repeat(200_000);
  const reason: Reason = { kind: "version", text, certainty: "certain" };
  const rejected = [1, 2, 3].map((port) => from(port).client(clientHello()).server(alert(40)).fin("server"));
  let reasons = 0;
  const all = told(
    rejected.flatMap(({ packets }) => packets),
    // The policy has something to say of the second only.
    { policy: () => (++reasons === 2 ? reason : null) },
  );
  expect(all[1]!.memoryBytes).toBeGreaterThan(all[0]!.memoryBytes + text.length);
  expect(all.map((one) => one.record.reason?.text === text)).toEqual([false, true, false]);
  const others = all.map((one) => ({ ...one.record, reason: null, client: null }));
  expect(others).toEqual([others[0], others[0], others[0]]);
});
