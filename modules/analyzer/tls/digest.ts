import * as crypto from "node:crypto";

type Algorithm = "md5" | "sha256";

// Node has `hash` since 20.12; it takes half the time of `createHash`.
const { hash } = crypto as Partial<Pick<typeof crypto, "hash">>;

/** Digest of a text in lower-case hexadecimal. MD5 is what JA3 prescribes; nothing is secured by it. */
export const hexDigest: (algorithm: Algorithm, text: string) => string =
  hash ?? ((algorithm, text) => crypto.createHash(algorithm).update(text).digest("hex"));
