import * as fc from "fast-check";
import { SpooledRuns } from "../../../../modules/analyzer/order/spooled-runs";
import { textOf } from "../../../../modules/analyzer/report/record-line";
import { MemorySpool } from "../../../support/memory-spool";

function add(runs: SpooledRuns, numbers: readonly number[], textFor: (number: number) => string): void {
  const left = [...numbers];
  runs.add((out) => {
    const number = left.shift();
    if (number === undefined) return false;
    out.text(`${number} ${textFor(number)}\n`);
    return true;
  });
}

/** Takes all lines out. */
function taken(runs: SpooledRuns): string[] {
  const lines: string[] = [];
  for (let number = runs.first; number !== Infinity; number = runs.first) {
    runs.take((bytes, start, end) => lines.push(`${number} ${textOf(bytes, start, end)}`));
  }
  return lines;
}

test("a run without lines is none", () => {
  const spool = new MemorySpool();
  const runs = new SpooledRuns(spool);
  add(runs, [], String);
  expect([runs.first, spool.written]).toEqual([Infinity, 0]);
});

test("brings the lines of all runs into order, and gives back all that was written", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(99), { maxLength: 8 }), { maxLength: 40 }), (groups) => {
      const spool = new MemorySpool();
      const runs = new SpooledRuns(spool);
      const numbers = groups.map((group, index) => [...new Set(group)].map((n) => n * 100 + index));
      for (const group of numbers) {
        add(
          runs,
          group.sort((a, b) => a - b),
          (number) => `record ${number}`,
        );
      }
      const expected = numbers.flat().sort((a, b) => a - b);
      expect(taken(runs)).toEqual(expected.map((number) => `${number} record ${number}`));
      expect(spool.freed).toBe(spool.written);
    }),
  );
});

test("a line may be longer than what is read at once", () => {
  const runs = new SpooledRuns(new MemorySpool());
  const textFor = (number: number): string => (number === 2 ? "long ".repeat(40_000) : "short");
  add(runs, [1, 2, 3], textFor);
  expect(taken(runs)).toEqual([1, 2, 3].map((number) => `${number} ${textFor(number)}`));
});

test("lines may come and go by turns", () => {
  const runs = new SpooledRuns(new MemorySpool());
  add(runs, [1, 4], String);
  runs.take(() => undefined);
  add(runs, [2, 6], String);
  expect(taken(runs)).toEqual(["2 2", "4 4", "6 6"]);
  add(runs, [7], String);
  expect(taken(runs)).toEqual(["7 7"]);
});

test("of many runs some are merged: each line is written once for each power of sixteen, and no more", () => {
  const spool = new MemorySpool();
  const runs = new SpooledRuns(spool);
  const count = 16 ** 2;
  for (let run = 0; run < count; run++) add(runs, [run, run + 1000], () => "x");
  const once = Array.from({ length: count }, (_, run) => `${run} x\n${run + 1000} x\n`.length).reduce((a, b) => a + b);
  expect(spool.written).toBe(3 * once);
  expect(taken(runs)).toHaveLength(2 * count);
});
