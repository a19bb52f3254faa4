import { block, Expression, expression } from "../../../scripts/export-module/hcl";

describe("an expression of Terraform's language", () => {
  test.each<[unknown, string]>([
    ["${var.deployment}", "var.deployment"],
    ["tls-mirror ${var.deployment}", '"tls-mirror ${var.deployment}"'],
    ['"${var.x}" is wrong', '"\\"${var.x}\\" is wrong"'],
    ["C:\\%{if", '"C:\\\\%%{if"'],
    ["first\nsecond ${x}\n", "<<-EOT\nfirst\nsecond ${x}\nEOT"],
    [443, "443"],
    [false, "false"],
    [null, "null"],
    [[], "[]"],
    [["${x}", 1, null], "[x, 1, null]"],
    [{}, "{}"],
    [{ Name: "n", "tls-mirror:deployment": null }, '{\nName = "n"\n"tls-mirror:deployment" = null\n}'],
  ])("is made of %j", (value, text) => {
    expect(expression(value as Parameters<typeof expression>[0])).toBe(text);
  });

  test("is made of a document, for people to read", () => {
    const text = '{"Id":"${split("/", var.x)[1]}","Rules":[{"Say":"\\"{% $y %}\\""}]}';

    expect(expression(text)).toBe(
      'jsonencode({\nId = split("/", var.x)[1]\nRules = [\n{\nSay = "\\"{% $y %}\\""\n},\n]\n})',
    );
  });

  test("breaks a list that is too long for a line", () => {
    const long = "x".repeat(50);

    expect(expression([long, long])).toBe(`[\n"${long}",\n"${long}",\n]`);
  });

  test("may stand for itself", () => {
    expect(expression(new Expression("list(number)"))).toBe("list(number)");
  });
});

describe("a block of Terraform's language", () => {
  test("leaves out comments and arguments that are not given", () => {
    expect(block("locals", { "//": "a comment", a: null })).toBe("locals {}\n");
  });

  test("writes blocks within, once for each of a list", () => {
    expect(block('data "t" "n"', { filter: [{ name: "a" }, { name: "b" }] })).toBe(
      'data "t" "n" {\n\nfilter {\nname = "a"\n}\n\nfilter {\nname = "b"\n}\n}\n',
    );
  });

  test("refers to what must be there before", () => {
    expect(block("x", { depends_on: ["aws_iam_role.r"] })).toBe("x {\ndepends_on = [aws_iam_role.r]\n}\n");
  });

  test("writes objects that are no blocks as arguments", () => {
    expect(block('resource "t" "n"', { tags: { a: "b" } })).toBe('resource "t" "n" {\ntags = {\na = "b"\n}\n}\n');
  });

  test("writes dynamic blocks with their content", () => {
    expect(block("x", { dynamic: { ports: { for_each: "${local.p}", content: { from: "${ports.value}" } } } })).toBe(
      'x {\n\ndynamic "ports" {\nfor_each = local.p\n\ncontent {\nfrom = ports.value\n}\n}\n}\n',
    );
  });
});
