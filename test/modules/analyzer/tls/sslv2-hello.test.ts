import fc from "fast-check";

import { parseSslv2Hello } from "../../../../modules/analyzer/tls/sslv2-hello";

/** msg_type, version 3.1, three specs, no session id, a challenge of two bytes. */
const HELLO = Uint8Array.from([1, 3, 1, 0, 9, 0, 0, 0, 2, 0, 0, 0x2f, 7, 0, 0xc0, 0, 0xc0, 0x13, 5, 5]);

test("refuses another message type", () => {
  expect(parseSslv2Hello(HELLO.with(0, 4), 0, HELLO.length)).toBe("malformed");
});

test("refuses two thirds of a cipher spec", () => {
  expect(parseSslv2Hello(HELLO.with(4, 8).slice(0, -1), 0, HELLO.length - 1)).toBe("malformed");
});

test("refuses bytes after the challenge", () => {
  expect(parseSslv2Hello(HELLO.with(8, 1), 0, HELLO.length)).toBe("malformed");
});

test.each(Array.from({ length: HELLO.length }, (_, length) => length))("is truncated after %d bytes", (length) => {
  expect(parseSslv2Hello(HELLO, 0, length, HELLO.length)).toBe("truncated");
});

test("maps specs that begin with 0 to TLS cipher suites, and names those of SSL 2.0", () => {
  const hello = parseSslv2Hello(HELLO, 0, HELLO.length);
  if (typeof hello === "string") throw new Error(hello);
  expect(hello.kind.offer).toMatchObject({
    legacyVersion: 0x0301,
    cipherSuites: {
      codes: [0x002f, 0xc013],
      names: ["TLS_RSA_WITH_AES_128_CBC_SHA", "SSL_CK_DES_192_EDE3_CBC_WITH_MD5", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"],
    },
  });
  expect([hello.extensions, hello.serverName]).toEqual([[], null]);
});

test("no bytes make the parser throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const hello = parseSslv2Hello(Uint8Array.from([1, ...bytes]), 0, bytes.length + 1);
      expect(typeof hello === "string" ? ["malformed", "truncated"] : [hello]).toContain(hello);
    }),
  );
});
