import type { Reason } from "../../contracts";
import type { Engine } from "../engine/engine";
import type { HeldText } from "../engine/held-texts";
import type { Judgement } from "../verdict/judge";
import { judgementJson } from "./judgement-json";

/** Texts held at once. Reasons that name a date or a number of bytes could be any number. */
const MAX_TEXTS = 512;

/**
 * What judgements say, in the engine's memory, where the lines are written: each once, since to put a text together and
 * encode it takes longer than to judge.
 */
export class JudgementTexts {
  readonly #engine: Engine;
  /** By judgements, each of which is one object for all that are alike, and by what their reasons say. */
  readonly #texts = new Map<Judgement, Map<string, HeldText>>();
  #count = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** What `judgementJson` says. It lies there until the next is asked for. */
  get(judgement: Judgement, reason: Reason | null): HeldText {
    const said = reason === null ? "" : `${reason.kind} ${reason.certainty} ${reason.text}`;
    return this.#texts.get(judgement)?.get(said) ?? this.#add(judgement, reason, said);
  }

  #add(judgement: Judgement, reason: Reason | null, said: string): HeldText {
    if (this.#count === MAX_TEXTS) this.#dropAll();
    const text = this.#engine.hold(judgementJson(judgement, reason));
    const texts = this.#texts.get(judgement) ?? new Map<string, HeldText>();
    this.#texts.set(judgement, texts.set(said, text));
    this.#count++;
    return text;
  }

  #dropAll(): void {
    for (const texts of this.#texts.values()) for (const text of texts.values()) this.#engine.drop(text);
    this.#texts.clear();
    this.#count = 0;
  }
}
