import fc from "fast-check";
import { Queue } from "../../../../modules/analyzer/flow/queue";

test("an empty queue has nothing to peek at or to shift", () => {
  const queue = new Queue<number>();
  expect([queue.size, queue.peek(), queue.shift()]).toEqual([0, undefined, undefined]);
});

test("hands out what was pushed, in that order, however pushes and shifts follow each other", () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 900 })), { maxLength: 20 });
  fc.assert(
    fc.property(steps, (turns) => {
      const queue = new Queue<number>();
      const shifted: (number | undefined)[] = [];
      let pushed = 0;
      for (const [pushes, times] of turns) {
        for (let i = 0; i < times; i++) {
          if (pushes) queue.push(pushed++);
          else if (queue.size > 0) shifted.push(queue.shift());
        }
        expect(queue.size).toBe(pushed - shifted.length);
        expect(queue.peek()).toBe(queue.size === 0 ? undefined : shifted.length);
      }
      expect(shifted).toEqual(shifted.map((_, index) => index));
    }),
    { numRuns: 50 },
  );
});
