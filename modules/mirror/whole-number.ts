import { Token } from "cdktf";

/** Whether a known number is no whole number from `lowest` to `highest`. Tokens are let through. */
export function isOutside(value: number, lowest: number, highest: number): boolean {
  // An unresolved number is a large negative one, so it must be asked for before it is compared.
  return !Token.isUnresolved(value) && !(Number.isInteger(value) && value >= lowest && value <= highest);
}
