import { NumberedLines } from "../../../../modules/analyzer/order/numbered-lines";
import { textOf } from "../../../../modules/analyzer/order/record-output";

/** All lines, as number and text. */
function read(lines: NumberedLines): [number, string][] {
  const found: [number, string][] = [];
  while (lines.number !== Infinity) {
    found.push([lines.number, textOf(lines.bytes, lines.start, lines.end)]);
    lines.next();
  }
  return found;
}

test("reads numbers and texts, spaces and an empty text among them", () => {
  const lines = new NumberedLines();
  lines.turnTo(Buffer.from("0 a\n17 b c\n9007199254740991 \n"));
  expect(read(lines)).toEqual([
    [0, "a"],
    [17, "b c"],
    [Number.MAX_SAFE_INTEGER, ""],
  ]);
});

test("has no line before it is turned to some, and none behind the last", () => {
  const lines = new NumberedLines();
  expect(lines.number).toBe(Infinity);
  lines.turnTo(Buffer.from(""));
  expect(lines.number).toBe(Infinity);
  lines.turnTo(Buffer.from("1 a\n"));
  lines.next();
  expect(lines.number).toBe(Infinity);
});
