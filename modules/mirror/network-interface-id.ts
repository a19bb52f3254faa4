import { Token } from "cdktf";

/** Whether `id` can name a network interface. Tokens are let through. */
export function isNetworkInterfaceId(id: string): boolean {
  return Token.isUnresolved(id) || /^eni-[0-9a-f]{8,17}$/.test(id);
}
