import type { Engine, HeldText } from "../../../../modules/analyzer/engine/engine";
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
    return { address, bytes: Buffer.byteLength(text) };
  }

  drop({ address }: HeldText): void {
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

test("holds what judgements of one kind say once, and confuses no two kinds", () => {
  const { texts: held, memory } = texts();
  for (let time = 0; time < 3; time++) {
    const said = PLAIN.map((judgement) => memory.held.get(held.get(judgement, null).address));
    expect(said).toEqual(PLAIN.map((judgement) => judgementJson(judgement, null)));
  }
  expect(memory.held.size).toBe(PLAIN.length);
});

test("holds of judgements with a reason or an alert the last one only", () => {
  const { texts: held, memory } = texts();
  const [plain] = PLAIN as [Judgement];
  const special: [Judgement, Reason | null][] = [
    [{ ...plain, alert: ALERT }, null],
    [plain, REASON],
    [{ ...plain, alert: ALERT }, REASON],
    [plain, { ...REASON, text: "Niemand weiß es." }],
  ];
  for (const [judgement, reason] of [...special, ...special]) {
    const { address, bytes } = held.get(judgement, reason);
    const text = judgementJson(judgement, reason);
    expect([memory.held.get(address), bytes]).toEqual([text, Buffer.byteLength(text)]);
    expect(memory.held.size).toBe(1);
  }
});
