import { md5, sha256 } from "../../../../modules/analyzer/tls/digest";

// FIPS 180-4 example.
test("SHA-256 is right", () => {
  expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

// RFC 1321 appendix A.5.
test("MD5 is right", () => {
  expect(md5("abc")).toBe("900150983cd24fb0d6963f7d28e17f72");
});
