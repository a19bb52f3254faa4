import { createHash, hash } from "node:crypto";

/** Takes half as long as an object for each text. Node has it since 20.12. */
const inOneCall = hash as typeof hash | undefined;

/** SHA-256 of a text in lower-case hexadecimal. */
export function sha256(text: string): string {
  return digest("sha256", text);
}

/** MD5 of a text in lower-case hexadecimal, which JA3S prescribes; nothing is secured by it. */
export function md5(text: string): string {
  return digest("md5", text);
}

function digest(algorithm: string, text: string): string {
  return inOneCall === undefined ? createHash(algorithm).update(text).digest("hex") : inOneCall(algorithm, text);
}
