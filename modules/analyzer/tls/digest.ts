import { createHash, hash } from "node:crypto";

/** Takes half as long as an object for each text. Node has it since 20.12. */
const inOneCall = hash as typeof hash | undefined;

/** MD5 of a text in lower-case hexadecimal, which JA3S prescribes; nothing is secured by it. */
export function md5(text: string): string {
  return inOneCall === undefined ? createHash("md5").update(text).digest("hex") : inOneCall("md5", text);
}
