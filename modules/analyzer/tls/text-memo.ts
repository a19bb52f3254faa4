/** Remembers what was made of texts met before. Holds a bounded number, and forgets the older half at a time. */
export class TextMemo<T> {
  readonly #limit: number;
  #recent = new Map<string, T>();
  #older = new Map<string, T>();

  /** `limit` is the number of texts held at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What `make` returned for an equal text, or returns. */
  get(text: string, make: (text: string) => T): T {
    const known = this.#recent.get(text);
    if (known !== undefined) return known;
    const value = this.#older.get(text) ?? make(text);
    if (this.#recent.size >= this.#limit / 2) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(text, value);
    return value;
  }
}
