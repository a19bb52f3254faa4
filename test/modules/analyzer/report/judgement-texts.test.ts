import type { Engine } from "../../../../modules/analyzer/engine/engine";
import type { HeldText } from "../../../../modules/analyzer/engine/held-texts";
import { judgementJson } from "../../../../modules/analyzer/report/judgement-json";
import { JudgementTexts } from "../../../../modules/analyzer/report/judgement-texts";
import type { Judgement } from "../../../../modules/analyzer/verdict/judge";
import type { AlertRecord, ClosedBy, Reason, Verdict } from "../../../../modules/contracts";

/** Holds texts by their addresses. */
class Memory {
  readonly held = new Map<number, string>();
  #next = 1;

  hold(text: string): HeldText {
    const address = this.#next++;
    this.held.set(address, text);
    return address;
  }

  drop(address: HeldText): void {
    this.held.delete(address);
  }
}

function texts(): { texts: JudgementTexts; memory: Memory } {
  const memory = new Memory();
  return { texts: new JudgementTexts(memory as unknown as Engine), memory };
}

const VERDICTS: readonly Verdict[] = [
  { outcome: "completed", cause: null, certainty: "certain" },
  { outcome: "completed", cause: null, certainty: "likely" },
  { outcome: "completed", cause: "closed-after-handshake", certainty: "certain" },
  { outcome: "failed", cause: "server-stalled", certainty: "certain" },
  { outcome: "undetermined", cause: "capture-gap", certainty: "certain" },
];
const ENDS: readonly (ClosedBy | null)[] = [
  null,
  ...(["client", "server"] as const).flatMap((side) =>
    (["fin", "rst", "timeout"] as const).map((how) => ({ side, how })),
  ),
];
const PLAIN: readonly Judgement[] = VERDICTS.flatMap((verdict) =>
  ENDS.map((closedBy) => ({ verdict, alert: null, closedBy, unreachable: null })),
);
const ALERT: AlertRecord = { by: "server", level: 2, code: 40, name: "handshake_failure", encrypted: false };
const REASON: Reason = { kind: "unknown", text: "Nobody knows.", certainty: "likely" };

test("holds what each judgement says once, and confuses no two", () => {
  const { texts: held, memory } = texts();
  const reasons: readonly (Reason | null)[] = [
    null,
    REASON,
    { ...REASON, text: "Niemand weiß es." },
    { ...REASON, kind: "version" },
    { ...REASON, certainty: "certain" },
  ];
  const judgements = [...PLAIN, ...PLAIN.map((judgement) => ({ ...judgement, alert: ALERT }))];
  const all = judgements.flatMap((judgement) => reasons.map((reason) => [judgement, reason] as const));
  for (let time = 0; time < 3; time++) {
    for (const [judgement, reason] of all) {
      expect(memory.held.get(held.get(judgement, reason))).toBe(judgementJson(judgement, reason));
    }
  }
  expect(memory.held.size).toBe(all.length);
});

test("holds no more than some hundred texts, whatever reasons say", () => {
  const { texts: held, memory } = texts();
  for (let i = 0; i < 5000; i++) {
    const reason = { ...REASON, text: `${i} bytes never arrived.` };
    expect(memory.held.get(held.get(PLAIN[0]!, reason))).toBe(judgementJson(PLAIN[0]!, reason));
    expect(memory.held.size).toBeLessThanOrEqual(512);
  }
});
