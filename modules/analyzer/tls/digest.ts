import * as crypto from "node:crypto";

// Node has `hash` since 20.12; it takes half the time of `createHash`.
const { hash } = crypto as Partial<Pick<typeof crypto, "hash">>;

/** SHA-256 of a text in lower-case hexadecimal. */
export const sha256: (text: string) => string =
  hash === undefined
    ? (text) => crypto.createHash("sha256").update(text).digest("hex")
    : (text) => hash("sha256", text);
