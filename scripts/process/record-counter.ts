import type { Cause, ConnectionRecord, Outcome } from "../../modules/contracts";
import type { RecordCounts } from "./events";

/** Counts records by what is told of them. */
export class RecordCounter {
  #outcomes: Record<Outcome, number> = noOutcomes();
  #failures: Partial<Record<NonNullable<Cause>, number>> = {};

  add({ outcome, cause }: Pick<ConnectionRecord, "outcome" | "cause">): void {
    this.#outcomes[outcome]++;
    if (outcome === "failed" && cause !== null) this.#failures[cause] = (this.#failures[cause] ?? 0) + 1;
  }

  addAll({ outcomes, failures }: RecordCounts): void {
    for (const outcome of Object.keys(outcomes) as Outcome[]) this.#outcomes[outcome] += outcomes[outcome];
    for (const [cause, count] of Object.entries(failures) as [NonNullable<Cause>, number][]) {
      this.#failures[cause] = (this.#failures[cause] ?? 0) + count;
    }
  }

  /** What was counted since the last call. */
  taken(): RecordCounts {
    const counts = { outcomes: this.#outcomes, failures: this.#failures };
    this.#outcomes = noOutcomes();
    this.#failures = {};
    return counts;
  }
}

function noOutcomes(): Record<Outcome, number> {
  return { completed: 0, failed: 0, "not-tls": 0, undetermined: 0 };
}
