import * as fc from "fast-check";
import type { HeldForm } from "../../../../modules/analyzer/order/held-records";
import { RecordOrder, type Place } from "../../../../modules/analyzer/order/record-order";
import { recordOf, textOf, type RecordLine } from "../../../../modules/analyzer/report/record-line";
import { MemorySpool } from "../../../support/memory-spool";

/** Only the number of packets tells these records apart. */
function record(packets: number): RecordLine {
  const bytes = Buffer.from(JSON.stringify({ packets }));
  return { outcome: "completed", cause: null, bytes, start: 0, end: bytes.length, listsAt: -1, lists: Buffer.alloc(0) };
}
const NUMBERS: HeldForm<number> = {
  of: (line) => recordOf(line).packets,
  write: (packets, out) => {
    out.number(packets);
  },
  read: (bytes, start, end) => Number(textOf(bytes, start, end)),
  ofText: (bytes, start, end) => recordOf({ ...record(0), bytes, start, end }).packets,
  drop: () => undefined,
};

test("emits a record only when all that began earlier were filled", () => {
  const emitted: number[] = [];
  const order = new RecordOrder(NUMBERS, (packets) => emitted.push(packets));
  const [first, second, third] = [order.take(0), order.take(0), order.take(0)];
  second.fill(record(2));
  expect(emitted).toEqual([]);
  first.fill(null);
  expect(emitted).toEqual([2]);
  third.fill(record(3));
  expect(emitted).toEqual([2, 3]);
});

test("leaves out what the form does not want", () => {
  const emitted: number[] = [];
  const order = new RecordOrder({ ...NUMBERS, of: () => null }, (packets: number) => emitted.push(packets));
  order.take(0).fill(record(1));
  expect(emitted).toEqual([]);
});

test("one connection that stays open keeps no more records in memory than the limit, and nothing stays in the spool", () => {
  const emitted: number[] = [];
  const spool = new MemorySpool();
  const order = new RecordOrder(NUMBERS, (packets) => emitted.push(packets), spool, { maxHeldRecords: 100 });
  const allDay = order.take(0);
  for (let i = 1; i <= 10_000; i++) order.take(0).fill(record(i));
  // Some lines were written twice, where runs were merged.
  expect(new Set(spool.lines).size).toBeGreaterThanOrEqual(9_900);
  expect(emitted).toEqual([]);
  allDay.fill(record(0));
  expect(emitted).toEqual(Array.from({ length: 10_001 }, (_, i) => i));
  expect(spool.freed).toBe(spool.written);
});

test("whatever the order of filling and the limit, records come in the order of their places", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { maxLength: 80 }),
      fc.integer({ min: 0, max: 12 }),
      (priorities, maxHeldRecords) => {
        const emitted: number[] = [];
        const spool = new MemorySpool();
        const order = new RecordOrder(NUMBERS, (packets) => emitted.push(packets), spool, { maxHeldRecords });
        const places: Place[] = priorities.map(() => order.take(0));
        const sequence = priorities.map((_, i) => i).sort((a, b) => (priorities[a] ?? 0) - (priorities[b] ?? 0));
        for (const i of sequence) places[i]!.fill((priorities[i] ?? 0) % 7 === 0 ? null : record(i));
        expect(emitted).toEqual(priorities.flatMap((priority, i) => (priority % 7 === 0 ? [] : [i])));
      },
    ),
  );
});
