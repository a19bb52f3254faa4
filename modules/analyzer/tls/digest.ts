import { createHash } from "node:crypto";

/** MD5 of a text in lower-case hexadecimal, which JA3S prescribes; nothing is secured by it. */
export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
