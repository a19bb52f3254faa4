import type { Cause, ClosedBy, Outcome, Reason } from "../../contracts";
import type { Engine, HeldText } from "../engine/engine";
import type { Judgement } from "../verdict/judge";
import { judgementJson } from "./judgement-json";

/**
 * What judgements say, in the engine's memory, where the lines are written.
 *
 * Those without alert and reason are most of all, and there are few of them: each is written once. To put a text together
 * and encode it takes longer than to judge.
 */
export class JudgementTexts {
  readonly #engine: Engine;
  readonly #plain = new Map<Cause | Outcome, HeldText[]>();
  /** Of the last judgement that was not plain. */
  #passing: HeldText | null = null;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** What `judgementJson` says. It lies there until the next is asked for. */
  get(judgement: Judgement, reason: Reason | null): HeldText {
    if (judgement.alert !== null || reason !== null) return this.#pass(judgementJson(judgement, reason));
    const { outcome, cause, certainty } = judgement.verdict;
    // No cause has two outcomes.
    const kind = cause ?? outcome;
    let texts = this.#plain.get(kind);
    if (texts === undefined) this.#plain.set(kind, (texts = []));
    const place = 2 * placeOf(judgement.closedBy) + (certainty === "certain" ? 0 : 1);
    return (texts[place] ??= this.#engine.hold(judgementJson(judgement, null)));
  }

  #pass(text: string): HeldText {
    if (this.#passing !== null) this.#engine.drop(this.#passing);
    return (this.#passing = this.#engine.hold(text));
  }
}

function placeOf(closedBy: ClosedBy | null): number {
  if (closedBy === null) return 0;
  return (closedBy.side === "client" ? 1 : 4) + HOW.indexOf(closedBy.how);
}

const HOW: readonly ClosedBy["how"][] = ["fin", "rst", "timeout"];
