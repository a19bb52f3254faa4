import { templateParts } from "./template";

/** Values as Terraform's JSON syntax holds them: texts are templates. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** An expression that stands for itself, where a text would be quoted. */
export class Expression {
  constructor(readonly text: string) {}
}

export interface Body {
  readonly [name: string]: JsonValue | Expression | Body;
}

/** Arguments that Terraform's language writes as blocks, of all types that the modules use. */
const BLOCKS = new Set([
  "assert",
  "egress",
  "filter",
  "flexible_time_window",
  "ingress",
  "lifecycle",
  "metadata_options",
  "mock_data",
  "postcondition",
  "precondition",
  "retry_policy",
  "root_block_device",
  "target",
  "validation",
  "variables",
]);

/** The widest list that stands on one line. */
const LINE_WIDTH = 80;

/** Writes a block in Terraform's language, without indentation: `terraform fmt` sees to that. */
export function block(header: string, body: Body): string {
  const lines = Object.entries(body).flatMap(([name, value]) => argument(name, value));
  return lines.length === 0 ? `${header} {}\n` : `${header} {\n${lines.join("\n")}\n}\n`;
}

/** Writes a value as an expression. A text that is one interpolation alone becomes what is in it. */
export function expression(value: JsonValue | Expression | Body): string {
  if (value instanceof Expression) return value.text;
  if (typeof value === "string") return isDocument(value) ? document(value) : template(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (isList(value)) return list(value.map((item) => expression(item)));
  const fields = Object.entries(value).map(([name, field]) => `${key(name)} = ${expression(field)}`);
  return fields.length === 0 ? "{}" : `{\n${fields.join("\n")}\n}`;
}

function argument(name: string, value: JsonValue | Expression | Body): string[] {
  // Comments of JSON, and arguments that are not given.
  if (name === "//" || value === null) return [];
  // Texts in JSON, and references in Terraform's language.
  if (name === "depends_on") return [`depends_on = ${list(value as readonly string[])}`];
  if (name === "dynamic") return dynamicBlocks(value as JsonObject);
  if (!BLOCKS.has(name) || typeof value !== "object" || value instanceof Expression) {
    return [`${key(name)} = ${expression(value)}`];
  }
  const bodies = isList(value) ? value : [value];
  return bodies.map((body) => `\n${block(name, body as Body).trimEnd()}`);
}

function dynamicBlocks(blocks: JsonObject): string[] {
  return Object.entries(blocks).map(([name, value]) => {
    const { for_each, content } = value as { for_each: JsonValue; content: JsonObject };
    const inner = block("content", content).trimEnd();
    return `\ndynamic "${name}" {\nfor_each = ${expression(for_each)}\n\n${inner}\n}`;
  });
}

/** JSON whose texts may hold interpolations, as constructs write policies. */
function isDocument(text: string): boolean {
  return text.startsWith('{"') && text.endsWith("}");
}

/** Written out, for people to read; Terraform makes JSON of it. */
function document(text: string): string {
  // Quotes within an interpolation are its own, and not of the text around it.
  const quoted = templateParts(text).map((part) =>
    part.kind === "literal" ? part.text : `\${${JSON.stringify(part.text).slice(1, -1)}}`,
  );
  return `jsonencode(${expression(JSON.parse(quoted.join("")) as JsonObject)})`;
}

function template(text: string): string {
  const parts = templateParts(text);
  const [first, ...others] = parts;
  if (first?.kind === "expression" && others.length === 0) return first.text;
  if (text.endsWith("\n")) return `<<-EOT\n${text}EOT`;
  const pieces = parts.map((part) => (part.kind === "literal" ? escape(part.text) : `\${${part.text}}`));
  return `"${pieces.join("")}"`;
}

function escape(literal: string): string {
  return literal.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("%{", "%%{");
}

function list(items: readonly string[]): string {
  const line = `[${items.join(", ")}]`;
  return line.length <= LINE_WIDTH && !line.includes("\n") ? line : `[\n${items.join(",\n")},\n]`;
}

function key(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? name : `"${name}"`;
}

function isList(value: JsonValue | Expression | Body): value is readonly JsonValue[] {
  return Array.isArray(value);
}
