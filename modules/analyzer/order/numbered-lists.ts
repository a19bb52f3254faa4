/** Lists that have a number of their own; the lines of further kinds of clients go to the spool with theirs. */
const MAX_NUMBERED_LISTS = 4096;
/** The number of no lists. */
export const WITHOUT_LISTS = 0;

const NOTHING = new Uint8Array(0);

/** The lists of hellos by numbers, so that the spool need not take them with each line: they are most of it. */
export class NumberedLists {
  readonly #numbers = new Map<Uint8Array, number>();
  readonly #lists: Uint8Array[] = [NOTHING];

  /** Their number; null when there are too many. */
  numberOf(lists: Uint8Array): number | null {
    const known = this.#numbers.get(lists);
    if (known !== undefined) return known;
    if (this.#lists.length > MAX_NUMBERED_LISTS) return null;
    this.#numbers.set(lists, this.#lists.length);
    return this.#lists.push(lists) - 1;
  }

  of(number: number): Uint8Array {
    return this.#lists[number] ?? NOTHING;
  }
}
