/** Finished records by their numbers: a binary heap, the lowest number first. */
export class WaitingRecords<Held> {
  readonly #numbers: number[] = [];
  readonly #held: Held[] = [];

  get size(): number {
    return this.#numbers.length;
  }

  /** The lowest number; infinite when there is no record. */
  get first(): number {
    return this.#numbers[0] ?? Infinity;
  }

  add(number: number, held: Held): void {
    const numbers = this.#numbers;
    let at = numbers.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = numbers[parent] ?? 0;
      if (above < number) break;
      this.#put(at, above, this.#held[parent]);
      at = parent;
    }
    this.#put(at, number, held);
  }

  /** Takes out the record with the lowest number; undefined when there is none. */
  take(): Held | undefined {
    const numbers = this.#numbers;
    const first = this.#held[0];
    const number = numbers.pop();
    const held = this.#held.pop();
    const size = numbers.length;
    if (number === undefined || size === 0) return first;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && (numbers[child + 1] ?? 0) < (numbers[child] ?? 0)) child++;
      const below = numbers[child] ?? 0;
      if (number < below) break;
      this.#put(at, below, this.#held[child]);
      at = child;
    }
    this.#put(at, number, held);
    return first;
  }

  #put(at: number, number: number, held: Held | undefined): void {
    this.#numbers[at] = number;
    // Every slot below the size is filled.
    this.#held[at] = held as Held;
  }
}
