import type { ConnectionRecord, Outcome } from "../../contracts";

/** Connections that ended alike. */
export interface Group {
  readonly outcome: Outcome;
  readonly cause: string | null;
  /** A record of the group: the first. */
  readonly example: ConnectionRecord;
  count: number;
  /** Connections by client address, by server name and by JA4; each bounded. */
  readonly clients: Tally;
  readonly names: Tally;
  readonly fingerprints: Tally;
}

/** Distinct values counted one by one; those beyond are counted together. */
const MAX_TALLIED = 10_000;

/** Counts how often each of a bounded number of values came. */
export class Tally {
  readonly #counts = new Map<string, number>();
  /** Times a value came that found no place any more. */
  uncounted = 0;

  add(value: string): void {
    const count = this.#counts.get(value);
    if (count === undefined && this.#counts.size >= MAX_TALLIED) this.uncounted++;
    else this.#counts.set(value, (count ?? 0) + 1);
  }

  get size(): number {
    return this.#counts.size;
  }

  /** The most frequent first; among equals in the order of their text, so that output does not depend on chance. */
  top(limit: number): readonly (readonly [value: string, count: number])[] {
    return [...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, limit);
  }
}

/** Gathers records into groups that need the same remedy. */
export class Summary {
  readonly outcomes: Record<Outcome, number> = { completed: 0, failed: 0, "not-tls": 0, undetermined: 0 };
  /** RFC 3339, of the first and last packet of any connection; null without connections. */
  start: string | null = null;
  end: string | null = null;
  readonly #groups = new Map<string, Group>();

  add(record: ConnectionRecord): void {
    this.outcomes[record.outcome]++;
    if (this.start === null || record.start < this.start) this.start = record.start;
    if (this.end === null || record.end > this.end) this.end = record.end;
    const group = this.#groupOf(record);
    group.count++;
    group.clients.add(record.client.ip);
    if (record.hello !== null) {
      group.names.add(record.hello.sni ?? "(no server name)");
      if (record.hello.ja4 !== null) group.fingerprints.add(record.hello.ja4);
    }
  }

  get connections(): number {
    return Object.values(this.outcomes).reduce((sum, count) => sum + count, 0);
  }

  /** Groups of one outcome, the largest first. */
  groups(outcome: Outcome): readonly Group[] {
    return [...this.#groups.values()].filter((group) => group.outcome === outcome).sort((a, b) => b.count - a.count);
  }

  #groupOf(record: ConnectionRecord): Group {
    const { outcome, cause, alert, reason, closedBy } = record;
    const end = outcome === "failed" && alert === null ? `${closedBy?.side ?? ""} ${closedBy?.how ?? ""}` : "";
    const key = [outcome, cause, alert?.by, alert?.code, alert?.encrypted, reason?.text, end].join("|");
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group = {
      outcome,
      cause,
      example: record,
      count: 0,
      clients: new Tally(),
      names: new Tally(),
      fingerprints: new Tally(),
    };
    this.#groups.set(key, group);
    return group;
  }
}
