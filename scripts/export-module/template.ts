/** A piece of a Terraform template: literal text, or the expression of an interpolation. */
export interface TemplatePart {
  readonly kind: "literal" | "expression";
  readonly text: string;
}

/** Takes a template as Terraform's JSON holds it apart: `tls-mirror ${var.deployment}` is a literal and an expression. */
export function templateParts(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let position = 0;
  while (position < template.length) {
    const start = template.indexOf("${", position);
    const literal = template.slice(position, start === -1 ? undefined : start);
    if (literal !== "") parts.push({ kind: "literal", text: literal });
    if (start === -1) break;

    const end = endOfExpression(template, start + 2);
    parts.push({ kind: "expression", text: template.slice(start + 2, end) });
    position = end + 1;
  }
  return parts;
}

/** Where the brace stands that ends the expression which begins at `start`. */
function endOfExpression(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '"') i = endOfString(text, i + 1);
    else if (text[i] === "{") depth++;
    else if (text[i] === "}" && depth-- === 0) return i;
  }
  throw new Error(`an interpolation is not closed in: ${text}`);
}

/** Where the quote stands that ends the string which begins at `start`; it may hold interpolations with strings. */
function endOfString(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text.startsWith("${", i)) i = endOfExpression(text, i + 2);
    else if (text[i] === '"') return i;
  }
  throw new Error(`a string is not closed in: ${text}`);
}
