import fc from "fast-check";
import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import { FlowTable } from "../../../../modules/analyzer/flow/flow-table";
import { QuietRows } from "../../../../modules/analyzer/flow/quiet-rows";

/** Rows of a table, one for each port. */
function rowsOf(table: FlowTable, count: number): number[] {
  return Array.from({ length: count }, (_, port) => {
    const frame = { ...emptyFrame(), sourcePort: port + 1 };
    table.find(frame);
    return table.add(frame);
  });
}

test("a row that is in use is not quiet", () => {
  const table = new FlowTable();
  const quiet = new QuietRows(table);
  const [row] = rowsOf(table, 1);
  expect([quiet.has(row!), quiet.synOf(row!), quiet.size, quiet.oldestUs]).toEqual([false, null, 0, Infinity]);
});

test.each([null, 0, -7])("remembers since when a row is quiet, and the SYN of its connection: %p", (syn) => {
  const table = new FlowTable();
  const quiet = new QuietRows(table);
  const [row] = rowsOf(table, 1);
  quiet.add(row!, syn, 1.5e15);
  expect([quiet.has(row!), quiet.synOf(row!), quiet.sinceUs(row!)]).toEqual([true, syn, 1.5e15]);
});

test("does not hand out a row that was used again, and became quiet at another time", () => {
  const table = new FlowTable();
  const quiet = new QuietRows(table);
  const [row] = rowsOf(table, 1);
  quiet.add(row!, null, 5);
  table.remove(row!);
  expect(rowsOf(table, 1)).toEqual([row]);
  quiet.add(row!, null, 9);
  expect([quiet.shift(), quiet.shift()]).toEqual([-1, row]);
});

test("hands out rows in the order in which they were added, however additions and removals follow each other", () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 300 })), { maxLength: 12 });
  fc.assert(
    fc.property(steps, (turns) => {
      const table = new FlowTable();
      const quiet = new QuietRows(table);
      const rows = rowsOf(table, 4000);
      const shifted: number[] = [];
      let added = 0;
      for (const [adds, times] of turns) {
        for (let i = 0; i < times; i++) {
          if (adds) quiet.add(rows[added]!, null, 1000 + added++);
          else if (quiet.size > 0) shifted.push(quiet.shift());
        }
        expect(quiet.size).toBe(added - shifted.length);
        expect(quiet.oldestUs).toBe(quiet.size === 0 ? Infinity : 1000 + shifted.length);
      }
      expect(shifted).toEqual(rows.slice(0, shifted.length));
    }),
    { numRuns: 30 },
  );
});
