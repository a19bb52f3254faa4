import { decimalAt, SPACE } from "../bytes/decimal";

/** Lines `NUMBER SPACE TEXT LINE-FEED`, in the order of their numbers, read one after the other where they lie. */
export class NumberedLines {
  bytes: Uint8Array = new Uint8Array(0);
  /** Number of the line at hand; infinite when there is none. */
  number = Infinity;
  /** The text of that line is `bytes[start, end)`. */
  start = 0;
  end = 0;

  /** Turns to the first line in `bytes`, which are whole lines. */
  turnTo(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.#read(0);
  }

  /** Turns to the line behind the one at hand. */
  next(): void {
    this.#read(this.end + 1);
  }

  #read(at: number): void {
    if (at >= this.bytes.length) {
      this.number = Infinity;
      return;
    }
    const { bytes } = this;
    const numberEnd = bytes.indexOf(SPACE, at);
    this.number = decimalAt(bytes, at, numberEnd);
    this.start = numberEnd + 1;
    this.end = bytes.indexOf(LINE_FEED, this.start);
  }
}

export const LINE_FEED = 0x0a;
