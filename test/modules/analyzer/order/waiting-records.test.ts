import * as fc from "fast-check";
import { WaitingRecords } from "../../../../modules/analyzer/order/waiting-records";

test("has nothing to begin with", () => {
  const waiting = new WaitingRecords<string>();
  expect([waiting.size, waiting.first, waiting.take()]).toEqual([0, Infinity, undefined]);
});

test("gives out the record with the lowest number, whatever was added and taken before", () => {
  const steps = fc.uniqueArray(fc.nat(), { maxLength: 200 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 5 }), (numbers, every) => {
      const waiting = new WaitingRecords<string>();
      const model: number[] = [];
      const takeBoth = (): void => {
        const lowest = model.sort((a, b) => a - b).shift();
        expect(waiting.first).toBe(lowest ?? Infinity);
        expect(waiting.take()).toBe(lowest === undefined ? undefined : `record ${lowest}`);
      };
      for (const [index, number] of numbers.entries()) {
        waiting.add(number, `record ${number}`);
        model.push(number);
        if (index % every === 0) takeBoth();
        expect(waiting.size).toBe(model.length);
      }
      while (model.length > 0) takeBoth();
      expect(waiting.size).toBe(0);
    }),
  );
});
