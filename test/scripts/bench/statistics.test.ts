import { ratios, spread } from "../../../scripts/bench/statistics";

test("the median of an even number of values lies between the middle two", () => {
  expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
});

test("a single value is all three", () => {
  expect(spread([7])).toEqual({ median: 7, min: 7, max: 7 });
});

test("ratios are taken round by round", () => {
  expect(ratios([10, 40, 90], [1, 2, 3])).toEqual({ median: 20, min: 10, max: 30 });
});
