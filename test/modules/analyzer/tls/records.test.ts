import { RecordReader, type RecordHandler } from "../../../../modules/analyzer/tls/records";
import { concat } from "../../../support/frames";
import { alert, hidden, record } from "../../../support/tls-records";

/** What a reader told, one line an event; neighbouring parts of one record are joined. */
class RecordLog implements RecordHandler {
  readonly lines: string[] = [];
  #part = "";

  fragment(_side: string, _type: number, bytes: Uint8Array, start: number, end: number): void {
    this.#part += Buffer.from(bytes.slice(start, end)).toString("latin1");
  }

  fragmentLost(_side: string, type: number, length: number, kind: string): void {
    this.#part += `<${length} ${kind} of ${type}>`;
  }

  record(_side: string, type: number, length: number, timeUs: number): void {
    this.#tell(`${type}, ${length} bytes, at ${timeUs}: ${this.#part}`);
  }

  notARecord(_side: string, bytes: Uint8Array, start: number, end: number): void {
    this.#tell(`no record: ${Buffer.from(bytes.slice(start, end)).toString("latin1")}`);
  }

  recordsLost(_side: string, kind: string): void {
    this.#tell(`lost, ${kind}`);
  }

  #tell(line: string): void {
    this.#part = "";
    this.lines.push(line);
  }
}

/** Reads pieces one after the other, at times 1, 2, 3 ...; a number is a gap of so many bytes. */
function read(...pieces: readonly (Uint8Array | number)[]): readonly string[] {
  const log = new RecordLog();
  const reader = new RecordReader("client", log);
  pieces.forEach((piece, index) => {
    if (typeof piece === "number") reader.gap(piece, "unseen");
    else reader.data(piece, 0, piece.length, index + 1);
  });
  return log.lines;
}

const text = (content: string, type = 22) => record(type, Buffer.from(content, "latin1"));
const two = concat(text("hello"), text("data", 23));

describe("refuses as a record", () => {
  test.each([
    ["content type 19", two.with(0, 19)],
    ["content type 25", two.with(0, 25)],
    ["major version 2", two.with(1, 2)],
    ["a fragment of more than 2^14 + 2048 bytes", two.with(3, 0x48).with(4, 0x01)],
  ])("%s, and reads no further", (_, bytes) => {
    expect(read(bytes, text("more"))).toEqual([`no record: ${Buffer.from(bytes).toString("latin1")}`]);
  });

  test("a header that came in two pieces, as far as the header goes", () => {
    const bytes = Buffer.from("HTTP/1.1 400", "latin1");
    expect(read(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(["no record: HTTP/"]);
  });
});

test("takes 2^14 + 2048 bytes for a fragment", () => {
  const length = 16_384 + 2048;
  expect(read(hidden(length))[0]).toContain(`23, ${length} bytes`);
});

test("takes any minor version, and an empty fragment", () => {
  expect(read(record(21, new Uint8Array(0), 0x03ff))).toEqual(["21, 0 bytes, at 1: "]);
});

test.each(Array.from({ length: two.length + 1 }, (_, at) => at))("splits records handed over in two after %d", (at) => {
  const lines = read(two.slice(0, at), two.slice(at)).map((line) => line.replace(/, at \d/, ""));
  expect(lines).toEqual(["22, 5 bytes: hello", "23, 4 bytes: data"]);
});

test("splits records handed over byte by byte, each told at the time of its last byte", () => {
  const bytes = Array.from(two, (byte) => Uint8Array.of(byte));
  expect(read(...bytes)).toEqual(["22, 5 bytes, at 10: hello", "23, 4 bytes, at 19: data"]);
});

describe("a gap", () => {
  test("inside a fragment costs only its bytes", () => {
    expect(read(two.slice(0, 6), 2, two.slice(8))).toEqual([
      "22, 5 bytes, at 3: h<2 unseen of 22>lo",
      "23, 4 bytes, at 3: data",
    ]);
  });

  test("up to the end of a fragment completes the record", () => {
    expect(read(two.slice(0, 6), 4, two.slice(10))).toEqual([
      "22, 5 bytes, at 1: h<4 unseen of 22>",
      "23, 4 bytes, at 3: data",
    ]);
  });

  test.each([
    ["from one record into the next", 6, 5],
    ["inside a header", 2, 1],
    ["between two records", 10, 9],
    ["at the very beginning", 0, 1],
  ])("%s hides where the next record begins", (_, at, length) => {
    expect(read(two.slice(0, at), length, two.slice(at + length)).at(-1)).toBe("lost, unseen");
  });

  test("behind what is no record is not told any more", () => {
    expect(read(Buffer.from("nonsense"), 3)).toEqual(["no record: nonsense"]);
  });
});

test("stands between two records only where one ends", () => {
  const reader = new RecordReader("server", new RecordLog());
  const bytes = alert(40);
  const boundaries = Array.from(bytes, (_, at) => {
    reader.data(bytes, at, at + 1, 0);
    return reader.atBoundary;
  });
  expect(boundaries).toEqual([false, false, false, false, false, false, true]);
});

test("says nothing once it was told to stop", () => {
  const log = new RecordLog();
  const reader = new RecordReader("client", log);
  reader.stop();
  reader.data(two, 0, two.length, 0);
  reader.gap(3, "cut");
  expect(log.lines).toEqual([]);
});
