import { Token } from "cdktf";
import { hasHostBits, networkForm, tryParseCidr } from "./cidr";
import { cidrWithHostBits, notACidr } from "./errors";

/** What keeps `cidr` from being a network that AWS takes; empty when nothing does. */
export function cidrProblems(where: string, cidr: string): string[] {
  if (Token.isUnresolved(cidr)) return [];
  const parsed = tryParseCidr(cidr);
  if (parsed === undefined) return [notACidr(where, cidr)];
  return hasHostBits(parsed) ? [cidrWithHostBits(where, cidr, networkForm(parsed))] : [];
}
