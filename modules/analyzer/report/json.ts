import type { ConnectionRecord } from "../../contracts";

/** One record as one line of NDJSON, with its line feed. */
export function ndjsonLine(record: ConnectionRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** Writes records as one JSON array, a record a line. */
export class JsonArrayWriter {
  #started = false;

  next(record: ConnectionRecord): string {
    const before = this.#started ? ",\n" : "[\n";
    this.#started = true;
    return before + JSON.stringify(record);
  }

  end(): string {
    return this.#started ? "\n]\n" : "[]\n";
  }
}
