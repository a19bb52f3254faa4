import fc from "fast-check";

import { concat } from "../../../support/frames";
import { handshake, hidden, record } from "../../../support/tls-records";
import { RecordEngine, type RecordHandler, type SideReading } from "./record-engine";

const engine = new RecordEngine();

/** What the reader told, one line an event; neighbouring parts of one record are joined. */
class RecordLog implements RecordHandler {
  readonly lines: string[] = [];
  #part = "";

  fragment(_reading: SideReading, start: number, end: number): void {
    this.#part += this.#text(start, end);
  }

  fragmentLost({ type }: SideReading, length: number, kind: string): void {
    this.#part += `<${length} ${kind} of ${type}>`;
  }

  record({ type, length }: SideReading): void {
    this.#tell(`${type}, ${length} bytes: ${this.#part}`);
  }

  notARecord(_reading: SideReading, start: number, end: number): void {
    this.#tell(`no record: ${this.#text(start, end)}`);
  }

  recordsLost(_reading: SideReading, kind: string): void {
    this.#tell(`lost, ${kind}`);
  }

  #text(start: number, end: number): string {
    return Buffer.from(engine.memory.copy(start, end)).toString("latin1");
  }

  #tell(line: string): void {
    this.#part = "";
    this.lines.push(line);
  }
}

/** Reads pieces one after the other; a number is a gap of so many bytes. */
function read(...pieces: readonly (Uint8Array | number)[]): readonly string[] {
  const log = new RecordLog();
  const reading = engine.begin("client", log);
  for (const piece of pieces) {
    if (typeof piece === "number") reading.skipRecords(piece, "unseen");
    else reading.readRecords(piece);
  }
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
  expect(read(record(21, new Uint8Array(0), 0x03ff))).toEqual(["21, 0 bytes: "]);
});

test.each(Array.from({ length: two.length + 1 }, (_, at) => at))("splits records handed over in two after %d", (at) => {
  const lines = read(two.slice(0, at), two.slice(at));
  expect(lines).toEqual(["22, 5 bytes: hello", "23, 4 bytes: data"]);
});

test("splits records handed over byte by byte", () => {
  const bytes = Array.from(two, (byte) => Uint8Array.of(byte));
  expect(read(...bytes)).toEqual(["22, 5 bytes: hello", "23, 4 bytes: data"]);
});

describe("a gap", () => {
  test("inside a fragment costs only its bytes", () => {
    expect(read(two.slice(0, 6), 2, two.slice(8))).toEqual(["22, 5 bytes: h<2 unseen of 22>lo", "23, 4 bytes: data"]);
  });

  test("up to the end of a fragment completes the record", () => {
    expect(read(two.slice(0, 6), 4, two.slice(10))).toEqual(["22, 5 bytes: h<4 unseen of 22>", "23, 4 bytes: data"]);
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

test("reads several sides by turns", () => {
  const log = new RecordLog();
  const sides = [engine.begin("client", log), engine.begin("server", log)];
  const pieces = [two.slice(0, 3), two.slice(3, 10), two.slice(10)];
  for (const piece of pieces) for (const reading of sides) reading.readRecords(piece);
  expect(log.lines.map((line) => line.slice(0, 11))).toEqual(["22, 5 bytes", "22, 5 bytes", "23, 4 bytes", "23, 4 bytes"]);
}); // prettier-ignore

test("says nothing of a side that was stopped", () => {
  const log = new RecordLog();
  const reading = engine.begin("client", log);
  reading.stop();
  reading.readRecords(two);
  reading.skipRecords(3, "cut");
  expect(log.lines).toEqual([]);
});

describe("bytes that came last are sealed", () => {
  test.each<[string, Uint8Array, number]>([
    ["in a record of application data that is whole", hidden(7), 7],
    ["in a part of one", hidden(7).slice(0, 10), 5],
    ["none in a record of another type", handshake(Uint8Array.of(1)), 0],
    ["none in a header", Uint8Array.of(...hidden(7), 23, 3), 0],
    ["none in what is no record", Buffer.from("nonsense"), 0],
  ])("%s", (_, bytes, sealed) => {
    const reading = engine.begin("client", new RecordLog());
    reading.readRecords(bytes);
    expect(reading.sealedBytes).toBe(sealed);
  });
});

// What is read lies at the very end of the engine's memory: to read past it is an error of its own.
test("no bytes in any pieces make the reader crash or read past their end", () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(two, two.slice(0, 7), two.slice(7)),
    fc.nat(20),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const told = read(...pieces).filter((line) => !/^(2[0-4], \d+ bytes|no record|lost, unseen)/.test(line));
      expect(told).toEqual([]);
    }),
  );
});
