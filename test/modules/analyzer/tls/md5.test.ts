import { createHash } from "node:crypto";
import fc from "fast-check";
import { md5 } from "../../../../modules/analyzer/tls/md5";

// RFC 1321 appendix A.5.
test.each([
  ["", "d41d8cd98f00b204e9800998ecf8427e"],
  ["a", "0cc175b9c0f1b6a831c399e269772661"],
  ["abc", "900150983cd24fb0d6963f7d28e17f72"],
  ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
  ["abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"],
  ["1234567890".repeat(8), "57edf4a22be3c955ac49da2e2107b67a"],
])("agrees with the RFC about %j", (text, digest) => {
  const bytes = Buffer.from(text);
  expect(md5(bytes, 0, bytes.length)).toBe(digest);
});

test("agrees with OpenSSL about any part of any bytes, around every block's end too", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 10 }), (bytes, skipped) => {
      const start = Math.min(skipped, bytes.length);
      const expected = createHash("md5").update(bytes.subarray(start)).digest("hex");
      expect(md5(bytes, start, bytes.length)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
