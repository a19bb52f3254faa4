import { Token } from "cdktf";
import { notAnId } from "./errors";

/** Form of the ids that AWS gives to things of one kind: `eni-0123456789abcdef0`. Terraform (RE2) reads it too. */
export function idForm(prefix: string): string {
  return `^${prefix}-[0-9a-f]{8,17}$`;
}

/** Such an id, for messages. */
export function exampleId(prefix: string): string {
  return `${prefix}-0123456789abcdef0`;
}

/** Whether `id` has the form. Tokens are let through. */
export function isIdOf(prefix: string, id: string): boolean {
  return Token.isUnresolved(id) || new RegExp(idForm(prefix)).test(id);
}

/** What keeps `id` from being one of its kind; empty when nothing does. Tokens are let through. */
export function idProblems(property: string, prefix: string, id: string): string[] {
  return isIdOf(prefix, id) ? [] : [notAnId(property, id, exampleId(prefix))];
}
