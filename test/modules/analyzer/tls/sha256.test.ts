import { createHash } from "node:crypto";
import fc from "fast-check";
import { TlsEngine } from "./tls-engine";

const { parts, memory } = new TlsEngine();
const digestAt = parts.allocate(32);

function sha256(bytes: Uint8Array): string {
  parts.sha256(...memory.hold(bytes), digestAt);
  return Buffer.from(memory.copy(digestAt, digestAt + 32)).toString("hex");
}

// https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values: one block, and two.
test.each([
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
])("agrees with the standard about %j", (text, digest) => {
  expect(sha256(Buffer.from(text))).toBe(digest);
});

// Every length around the ends of the first blocks, where the padding fits or takes a block of its own.
test.each(Array.from({ length: 200 }, (_, length) => length))("agrees with OpenSSL about any %d bytes", (length) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (bytes) => {
      expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }),
    { numRuns: 5 },
  );
});
