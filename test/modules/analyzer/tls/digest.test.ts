import * as crypto from "node:crypto";
import * as digests from "../../../../modules/analyzer/tls/digest";

const { md5 } = digests;

// RFC 1321 appendix A.5.
test("MD5 is right", () => {
  expect(md5("abc")).toBe("900150983cd24fb0d6963f7d28e17f72");
});

test("a Node before 20.12 makes the same", () => {
  jest.isolateModules(() => {
    jest.doMock("node:crypto", () => ({ ...crypto, hash: undefined }));
    const older = jest.requireActual<typeof digests>("../../../../modules/analyzer/tls/digest");
    expect(older.md5("771,4865,43-51")).toBe(md5("771,4865,43-51"));
  });
});
