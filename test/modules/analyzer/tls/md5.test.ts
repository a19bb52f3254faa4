import { createHash } from "node:crypto";
import fc from "fast-check";
import { TlsEngine } from "./tls-engine";

const { parts, memory } = new TlsEngine();
const digestAt = parts.allocate(16);

function md5(bytes: Uint8Array): string {
  parts.md5(...memory.hold(bytes), digestAt);
  return Buffer.from(memory.copy(digestAt, digestAt + 16)).toString("hex");
}

// RFC 1321 appendix A.5.
test.each([
  ["", "d41d8cd98f00b204e9800998ecf8427e"],
  ["a", "0cc175b9c0f1b6a831c399e269772661"],
  ["abc", "900150983cd24fb0d6963f7d28e17f72"],
  ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
  ["abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"],
  ["1234567890".repeat(8), "57edf4a22be3c955ac49da2e2107b67a"],
])("agrees with the RFC about %j", (text, digest) => {
  expect(md5(Buffer.from(text))).toBe(digest);
});

// Every length around the ends of the first blocks, where the padding fits or takes a block of its own.
test.each(Array.from({ length: 200 }, (_, length) => length))("agrees with OpenSSL about any %d bytes", (length) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (bytes) => {
      expect(md5(bytes)).toBe(createHash("md5").update(bytes).digest("hex"));
    }),
    { numRuns: 5 },
  );
});
