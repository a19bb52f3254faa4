import { templateParts } from "../../../scripts/export-module/template";

describe("parts of a template", () => {
  test.each([["${var.x"], ['${"text}']])("refuse %s, which is not closed", (template) => {
    expect(() => templateParts(template)).toThrow(/not closed/);
  });

  test.each<[string, [string, string][]]>([
    ["", []],
    ["plain", [["literal", "plain"]]],
    ["${var.x}", [["expression", "var.x"]]],
    [
      "a ${var.x} b",
      [
        ["literal", "a "],
        ["expression", "var.x"],
        ["literal", " b"],
      ],
    ],
    [
      "${a}${b}",
      [
        ["expression", "a"],
        ["expression", "b"],
      ],
    ],
    ["${{ for k, v in { a = 1 } : k => v }}", [["expression", "{ for k, v in { a = 1 } : k => v }"]]],
    ['${join("}", ["${x}-{", "\\"}"])}', [["expression", 'join("}", ["${x}-{", "\\"}"])']]],
  ])("of %j", (template, parts) => {
    expect(templateParts(template).map(({ kind, text }) => [kind, text])).toEqual(parts);
  });
});
