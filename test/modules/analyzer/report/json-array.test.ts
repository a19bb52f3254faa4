import { JsonArrayPunctuation } from "../../../../modules/analyzer/report/json-array";

describe("a JSON array", () => {
  test("without records is empty", () => {
    expect(new JsonArrayPunctuation().end()).toBe("[]\n");
  });

  test("has a record a line", () => {
    const between = new JsonArrayPunctuation();
    expect(`${between.next()}{"v":1}${between.next()}{"v":1}${between.end()}`).toBe('[\n{"v":1},\n{"v":1}\n]\n');
  });
});
