/** Things that are to happen, the earliest first; among equals the one added first. */
export class TimeHeap<T> {
  readonly #entries: { readonly timeUs: number; readonly order: number; readonly item: T }[] = [];
  #added = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** Time of the earliest; infinite when there is none. */
  get nextUs(): number {
    return this.#entries[0]?.timeUs ?? Infinity;
  }

  push(timeUs: number, item: T): void {
    const entry = { timeUs, order: this.#added++, item };
    let at = this.#entries.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(entry, parent)) break;
      this.#entries[at] = this.#at(parent);
      at = parent;
    }
    this.#entries[at] = entry;
  }

  /** Must not be called when empty. */
  pop(): T {
    const first = this.#at(0);
    const last = this.#entries.pop() ?? first;
    const size = this.#entries.length;
    if (size === 0) return first.item;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.#isBefore(this.#at(child + 1), child)) child++;
      if (this.#isBefore(last, child)) break;
      this.#entries[at] = this.#at(child);
      at = child;
    }
    this.#entries[at] = last;
    return first.item;
  }

  #at(index: number): { readonly timeUs: number; readonly order: number; readonly item: T } {
    return this.#entries[index] as { timeUs: number; order: number; item: T };
  }

  #isBefore(entry: { readonly timeUs: number; readonly order: number }, index: number): boolean {
    const other = this.#at(index);
    return entry.timeUs < other.timeUs || (entry.timeUs === other.timeUs && entry.order < other.order);
  }
}
