import { notPositive, unknownShape } from "../../../scripts/bench/errors";
import { parseOptions } from "../../../scripts/bench/options";
import { SHAPES } from "../../../scripts/bench/shapes";

test("refuses a shape that does not exist", () => {
  expect(() => parseOptions(["--only", "idle"])).toThrow(unknownShape("idle", SHAPES).message);
});

test.each(["0", "-1", "many"])("refuses %s rounds", (text) => {
  expect(() => parseOptions([`--rounds=${text}`])).toThrow(notPositive("rounds", text).message);
});

test("refuses a flag it does not know, and says where the flags are listed", () => {
  expect(() => parseOptions(["--fast"])).toThrow(/--fast.*npm run bench -- --help/s);
});

test("measures every shape in five rounds unless told otherwise", () => {
  expect(parseOptions([])).toMatchObject({ shapes: SHAPES, rounds: 5, size: 1, scale: false, keep: false });
  expect(parseOptions(["--only", "mixed", "--only", "failing"])?.shapes).toEqual(["mixed", "failing"]);
});
