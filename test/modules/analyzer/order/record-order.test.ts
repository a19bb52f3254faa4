import * as fc from "fast-check";
import { MemorySpool } from "../../../support/memory-spool";
import { OrderEngine } from "./order-engine";

test("tells a record only when all that began earlier were filled", () => {
  const order = new OrderEngine();
  const [first, second, third] = [order.take(), order.take(), order.take()];
  order.fill(second, "two");
  expect(order.told).toEqual([]);
  order.fillWithNothing(first);
  expect(order.told).toEqual(["two"]);
  order.fill(third, "three");
  expect(order.told).toEqual(["two", "three"]);
});

test("tells records as they are decided where nothing is to be held back", () => {
  const order = new OrderEngine({ order: "decision" });
  const [first, second, third] = [order.take(), order.take(), order.take()];
  order.fill(third, "three");
  order.fillWithNothing(second);
  order.fill(first, "one");
  expect(order.told).toEqual(["three", "one"]);
});

test("tells the number of each one's packet before it, if it is asked to", () => {
  const order = new OrderEngine({ numbered: true });
  const ordinals = [0, 9, 10, 4_294_967_296, Number.MAX_SAFE_INTEGER];
  for (const ordinal of ordinals) order.fill(order.take(ordinal), "x");
  expect(order.told).toEqual(ordinals.map((ordinal) => `${ordinal} x`));
});

test("one connection that stays open keeps no more records in memory than the limit, and nothing stays in the spool", () => {
  const spool = new MemorySpool();
  const order = new OrderEngine({ spool, maxHeldRecords: 100 });
  const allDay = order.take();
  const kind = order.newKind("lists");
  const texts = Array.from({ length: 20_000 }, (_, i) => `{record ${i} ${"x".repeat(1000)}}`);
  for (const text of texts) order.fill(order.take(), text, kind, 1);
  const { memoryBytes } = order;
  expect(memoryBytes).toBeLessThan(4 * 1024 * 1024);
  expect(order.told).toEqual([]);
  order.fill(allDay, "all day");
  expect(order.told).toEqual(["all day", ...texts.map((text) => text.replace("{", "{lists"))]);
  expect(spool.freed).toBe(spool.written);
  expect(order.memoryBytes).toBe(memoryBytes);
});

/** In any order: of each record, when it is filled, with what kind of lists, and how long its line is. */
const records = fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.nat(4000)), { maxLength: 120 });

test("whatever the order of filling, the limit and the lists, records come in the order of their places", () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 0, max: 12 }), (all, maxHeldRecords) => {
      const spool = new MemorySpool();
      const order = new OrderEngine({ spool, maxHeldRecords });
      const kinds = [0, ...["a", "b".repeat(500), ""].map((lists) => order.newKind(lists))];
      const lists = ["", "a", "b".repeat(500), ""];
      const lines = all.map(([, kind, length], i) => ({ before: `${i} ${"x".repeat(length)}`, kind, behind: "é" }));
      const places = all.map(() => order.take());
      const sequence = all.map((_, i) => i).sort((a, b) => all[a]![0] - all[b]![0]);
      for (const i of sequence) {
        const { before, kind, behind } = lines[i]!;
        if (all[i]![0] % 7 === 0) order.fillWithNothing(places[i]!);
        else order.fill(places[i]!, before + behind, kinds[kind], kind === 0 ? -1 : before.length);
      }
      const expected = lines.filter((_, i) => all[i]![0] % 7 !== 0);
      expect(order.told).toEqual(expected.map(({ before, kind, behind }) => before + lists[kind]! + behind));
      expect(spool.freed).toBe(spool.written);
    }),
  );
});

describe("the spool", () => {
  /** Spools so many records, of which the last is filled first. */
  function spooled(count: number, order: OrderEngine, fill: (place: number, i: number) => void): void {
    const allDay = order.take();
    const places = Array.from({ length: count }, () => order.take());
    for (let i = count - 1; i >= 0; i--) fill(places[i]!, i);
    order.fillWithNothing(allDay);
  }

  test("takes a line that is longer than what is written or read at once", () => {
    const order = new OrderEngine({ spool: new MemorySpool(), maxHeldRecords: 0 });
    const textOfLine = (i: number): string => `${i}${i === 2 ? "long ".repeat(100_000) : ""}`;
    spooled(5, order, (place, i) => {
      order.fill(place, textOfLine(i));
    });
    expect(order.told).toEqual([0, 1, 2, 3, 4].map(textOfLine));
  });

  test("merges some of many runs: each line is written once for each power of sixteen, and no more", () => {
    const writtenFor = (count: number): number => {
      const spool = new MemorySpool();
      const order = new OrderEngine({ spool, maxHeldRecords: 0 });
      spooled(count, order, (place) => {
        order.fill(place, "x");
      });
      expect(order.told).toHaveLength(count);
      expect(spool.freed).toBe(spool.written);
      return spool.written;
    };
    expect(writtenFor(16 ** 2)).toBe(3 * 16 ** 2 * writtenFor(1));
  });

  test("does not take the lists of hellos along, but for kinds of clients that come after too many others", () => {
    const spool = new MemorySpool();
    const order = new OrderEngine({ spool, maxHeldRecords: 0 });
    const lists = (i: number): string => `,${i} ${"lists ".repeat(20)}`;
    const count = 4200;
    const kinds = Array.from({ length: count }, (_, i) => order.newKind(lists(i)));
    spooled(count, order, (place, i) => {
      order.fill(place, "{before,after}", kinds[i], 7);
      // The line alone refers to it from here on.
      order.releaseKind(kinds[i]!);
    });
    expect(order.told).toEqual(kinds.map((_, i) => `{before${lists(i)},after}`));
    expect(spool.text).toContain(`{before${lists(0)},after}`);
    expect(spool.text).toContain("{before,after}");
  });

  test("gives back all memory that its lines and their kinds took", () => {
    const order = new OrderEngine({ spool: new MemorySpool(), maxHeldRecords: 10 });
    const round = (): number => {
      const kinds = Array.from({ length: 500 }, (_, i) => order.newKind(`,${i} ${"lists ".repeat(50)}`));
      spooled(500, order, (place, i) => {
        order.fill(place, "{before,after}", kinds[i], 7);
      });
      for (const kind of kinds) order.releaseKind(kind);
      return order.memoryBytes;
    };
    const first = round();
    for (let i = 0; i < 20; i++) expect(round()).toBe(first);
  });
});
