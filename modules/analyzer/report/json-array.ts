/** What stands between the records of one JSON array, a record a line. */
export class JsonArrayPunctuation {
  #started = false;

  /** Before the next record. */
  next(): string {
    const before = this.#started ? ",\n" : "[\n";
    this.#started = true;
    return before;
  }

  end(): string {
    return this.#started ? "\n]\n" : "[]\n";
  }
}
