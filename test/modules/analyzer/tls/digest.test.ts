import { md5 } from "../../../../modules/analyzer/tls/digest";

// RFC 1321 appendix A.5.
test("MD5 is right", () => {
  expect(md5("abc")).toBe("900150983cd24fb0d6963f7d28e17f72");
});
