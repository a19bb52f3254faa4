import type { Outcome } from "../contracts";
import type { AnalyzerCounts } from "./analyzer-counts";
import { EndedConnection } from "./engine/ended-connection";
import { EndedConversation } from "./engine/ended-conversation";
import type { Engine, HeldRecord } from "./engine/engine";
import { MadeOnce } from "./engine/made-once";
import type { ConnectionEnd } from "./flow/connection";
import type { RecordOutput } from "./order/record-output";
import type { OfferReason } from "./policy/mismatch-memo";
import { JudgementTexts } from "./report/judgement-texts";
import { Twins, type PlacedRecord } from "./twins";
import { judge, type Judgement } from "./verdict/judge";
import { explain } from "./verdict/reason";

/** Situations whose judgements are remembered: a power of two. */
const MAX_JUDGEMENTS = 1024;

/** Judges the connections that the engine tells of as ended, and has it write their records. */
export class Reporting {
  readonly #engine: Engine;
  readonly #output: RecordOutput;
  readonly #policy: OfferReason | null;
  readonly #counts: AnalyzerCounts;
  readonly #connection: EndedConnection;
  readonly #conversation: EndedConversation;
  /** By situations. */
  readonly #judgements: MadeOnce<Judgement>;
  readonly #texts: JudgementTexts;
  readonly #twins = new Twins();
  /** Why the connection at hand is over, and when that was found. */
  #why: ConnectionEnd = "closed";
  #nowUs = 0;

  /** `policy` is null where none was given. Counts outcomes and duplicates in `counts`. */
  constructor(engine: Engine, output: RecordOutput, policy: OfferReason | null, counts: AnalyzerCounts) {
    this.#engine = engine;
    this.#output = output;
    this.#policy = policy;
    this.#counts = counts;
    this.#connection = new EndedConnection(engine);
    this.#conversation = new EndedConversation(engine);
    this.#judgements = new MadeOnce(engine, MAX_JUDGEMENTS, () =>
      judge(this.#connection, this.#conversation, this.#why, this.#nowUs),
    );
    this.#texts = new JudgementTexts(engine);
  }

  /** As the engine's event. */
  describe(what: number, address: number, detail: number): string {
    return this.#conversation.describe(what, address, detail);
  }

  /** Judges the connection that the engine tells of, unless others in its situation were judged before. */
  end(why: ConnectionEnd, nowUs: number, situation: number): void {
    this.#why = why;
    this.#nowUs = nowUs;
    const connection = this.#connection;
    const judgement = this.#judgements.get(situation);
    const record = this.#isWanted(judgement) ? this.#recordOf(judgement, situation) : null;
    const { place } = connection;
    if (connection.twinIsReported) {
      const missingBytes = connection.client.missing + connection.server.missing;
      this.#pair({ place, judgement, record, missingBytes, startUs: connection.startUs });
    } else this.#report(place, judgement, record);
  }

  /** All connections were told of. */
  finish(): void {
    for (const { place, judgement, record } of this.#twins.release()) this.#report(place, judgement, record);
    const { outcomes } = this.#counts;
    for (const outcome of Object.keys(outcomes) as Outcome[]) outcomes[outcome] += this.#engine.untold(outcome);
  }

  #isWanted({ verdict }: Judgement): boolean {
    const { only } = this.#output;
    return only === undefined || only === verdict.outcome;
  }

  #recordOf(judgement: Judgement, situation: number): HeldRecord {
    const { reason, isCommon } = explain(this.#connection, this.#conversation, judgement, this.#policy);
    const text = this.#texts.get(judgement, reason);
    // Whoever wants to know of each decision has to be told of each connection.
    const isKnown = isCommon && this.#output.decided === undefined;
    if (isKnown) this.#engine.knowJudgement(situation, text, judgement.verdict.outcome);
    return this.#engine.endedRecord(text);
  }

  #report(place: number, { verdict }: Judgement, record: HeldRecord | null): void {
    this.#counts.outcomes[verdict.outcome]++;
    this.#output.decided?.(verdict.outcome, verdict.cause);
    this.#engine.fill(place, record);
  }

  /** Of two copies of one connection the better is reported. */
  #pair(own: PlacedRecord): void {
    const { serial, twin } = this.#connection;
    const pair = this.#twins.pair(serial, twin, own);
    if (pair === null) return;
    const [better, worse] = pair;
    this.#counts.duplicates++;
    this.#report(better.place, better.judgement, better.record);
    this.#engine.fill(worse.place, null);
    if (worse.record !== null) this.#engine.dropRecord(worse.record);
  }
}
