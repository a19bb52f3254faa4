import { readdirSync } from "node:fs";
import { join } from "node:path";
import { LinkType } from "../../../../modules/analyzer/capture";
import { FrameDecoder } from "../../../../modules/analyzer/decap/decoder";
import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import { EndedConnection } from "../../../../modules/analyzer/engine/ended-connection";
import { EndedConversation } from "../../../../modules/analyzer/engine/ended-conversation";
import { Engine } from "../../../../modules/analyzer/engine/engine";
import { HEADER_BYTES } from "../../../../modules/analyzer/engine/made-once";
import type { ConnectionEnd } from "../../../../modules/analyzer/flow/connection";
import { DEFAULT_FLOW_LIMITS } from "../../../../modules/analyzer/flow/limits";
import { DEFAULT_LISTENERS } from "../../../../modules/analyzer/flow/listeners";
import { WHOLE } from "../../../../modules/analyzer/flow/shard";
import { judge, type Judgement } from "../../../../modules/analyzer/verdict/judge";
import { explain, type Explanation } from "../../../../modules/analyzer/verdict/reason";
import { NO_EVENTS } from "../../../support/engine-events";
import { dropped, duplicated, seededRandom } from "../../../support/pcap-mutations";
import { readCapture, type ReadPacket } from "../../../support/read-capture";

/** Judgements are made once for each situation, so that a situation must tell all that they depend on. */

const FIXTURES = join(__dirname, "../../../fixtures");
const NAMES = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));
const ENDS: readonly ConnectionEnd[] = ["closed", "timeout", "evicted", "capture-end"];
const VARIANTS = 60;

/** What the captures and what was lost or doubled of them show. */
let captures: readonly (readonly ReadPacket[])[] = [];
beforeAll(async () => {
  const random = seededRandom(1);
  const whole = await Promise.all(NAMES.map((name) => readCapture(join(FIXTURES, name))));
  captures = whole.flatMap(({ packets }) => [
    packets,
    ...Array.from({ length: VARIANTS }, (_, i) => {
      const end = i % 3 === 0 ? packets.length : Math.ceil(random() * packets.length);
      return duplicated(dropped(packets.slice(0, end), 0.2, random), 0.2, random);
    }),
  ]);
});

/** Has each connection that ends judged by `ended`, who is told its situation as well. */
function judgeAll(
  ended: (
    situation: string,
    connection: EndedConnection,
    transcript: EndedConversation,
    why: ConnectionEnd,
    nowUs: number,
  ) => void,
): void {
  for (const packets of captures) {
    const engine: Engine = new Engine(DEFAULT_FLOW_LIMITS, DEFAULT_LISTENERS, WHOLE, {
      ...NO_EVENTS,
      end: (why, nowUs, situation) => {
        const start = situation + HEADER_BYTES;
        const bytes = engine.bytes.slice(start, start + engine.words[situation / 4 + 1]!);
        ended(Buffer.from(bytes).toString("hex"), connection, transcript, ENDS[why]!, nowUs);
      },
    });
    const connection = new EndedConnection(engine);
    const transcript = new EndedConversation(engine);
    const decoder = new FrameDecoder();
    const frame = emptyFrame();
    packets.forEach((packet, ordinal) => {
      const { bytes } = packet;
      if (packet.linkType !== LinkType.ETHERNET) return;
      if (decoder.decode({ ...packet, bytes, filling: 0, start: 0, end: bytes.length }, frame) === "tcp")
        engine.takeSegment(frame, ordinal);
    });
    engine.endAllLeft();
    engine.finish();
  }
}

test("connections in the same situation are judged alike", () => {
  const judgements = new Map<string, Judgement>();
  let connections = 0;
  judgeAll((situation, connection, transcript, why, nowUs) => {
    const judgement = judge(connection, transcript, why, nowUs);
    expect(judgement).toEqual(judgements.get(situation) ?? judgement);
    judgements.set(situation, judgement);
    connections++;
  });
  const causes = new Set([...judgements.values()].map(({ verdict }) => verdict.cause ?? verdict.outcome));
  expect(causes.size).toBeGreaterThan(15);
  expect(judgements.size).toBeGreaterThan(100);
  expect(connections).toBeGreaterThan(2 * judgements.size);
});

test("connections in the same situation have the same explanation, where it is said to be common", () => {
  const explanations = new Map<string, Explanation>();
  const met = { common: 0, particular: 0 };
  judgeAll((situation, connection, transcript, why, nowUs) => {
    const judgement = judge(connection, transcript, why, nowUs);
    const explanation = explain(connection, transcript, judgement, null);
    const known = explanations.get(situation);
    // One of them speaks for all from then on.
    if (known?.isCommon === true) expect(explanation).toEqual(known);
    else explanations.set(situation, explanation);
    if (explanation.reason !== null) met[explanation.isCommon ? "common" : "particular"]++;
  });
  expect(met.common).toBeGreaterThan(100);
  expect(met.particular).toBeGreaterThan(100);
});

/** What stands in `assembly/situation.ts`, by the names under which it is asked for; `startUs` as whether a second has passed. */
const TOLD = [
  "client.ackedKnown",
  "client.duplicateAcks",
  "client.fromSyn",
  "client.lostOnTheWay",
  "client.missing",
  "client.onlySynAcked",
  "client.packets",
  "client.retransmissions",
  "client.side",
  "client.unacknowledged",
  "closedBy",
  "packetTooBig",
  "server.duplicateAcks",
  "server.lostOnTheWay",
  "server.missing",
  "server.packets",
  "server.retransmissions",
  "server.side",
  "server.unacknowledged",
  "startUs",
  "synAckSeen",
  "syns",
  "transcript.alertAfterEnding",
  "transcript.answerBytes",
  "transcript.clientCertificate",
  "transcript.clientDataRecords",
  "transcript.clientLost",
  "transcript.ending",
  "transcript.firstByte",
  "transcript.helloLost",
  "transcript.hidden",
  "transcript.opening",
  "transcript.overLimit",
  "transcript.phase",
  "transcript.refusedAfterFinished",
  "transcript.serverDataRecords",
  "transcript.serverLost",
  "unreachable",
];

test("a judgement asks for nothing but what situations tell", () => {
  const asked = new Set<string>();
  const watched = <T extends object>(object: T, path: string): T =>
    new Proxy(object, {
      get: (target, name: string) => {
        const value: unknown = Reflect.get(target, name, target);
        if (name === "client" || name === "server") return watched(value as object, `${name}.`);
        asked.add(path + name);
        return value;
      },
    });
  judgeAll((_, connection, transcript, why, nowUs) => {
    judge(watched(connection, ""), watched(transcript, "transcript."), why, nowUs);
  });
  expect([...asked].sort()).toEqual([...TOLD].sort());
});
