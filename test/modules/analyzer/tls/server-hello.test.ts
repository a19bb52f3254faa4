import fc from "fast-check";

import { parseServerHello, type ServerHello } from "../../../../modules/analyzer/tls/server-hello";
import { ascii, ext, serverHelloBytes, u16, vector, type ServerHelloParts } from "./hello-bytes";

const HELLO_RETRY = [
  ...Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex"),
] as const;

function parsed(parts: ServerHelloParts): ServerHello {
  const bytes = serverHelloBytes(parts);
  const hello = parseServerHello(bytes, 0, bytes.length);
  if (typeof hello === "string") throw new Error(hello);
  return hello;
}

const TLS13: ServerHelloParts = {
  sessionId: new Array<number>(32).fill(7),
  cipher: 0x1302,
  extensions: [
    [51, [...u16(0x001d), ...vector(2, [1, 2, 3])]],
    [43, u16(0x0304)],
  ],
};

describe("refuses", () => {
  test("bytes after the extensions", () => {
    const bytes = Uint8Array.from([...serverHelloBytes(TLS13), 0]);
    expect(parseServerHello(bytes, 0, bytes.length)).toBe("malformed");
  });

  test("a session id of more than 32 bytes", () => {
    const bytes = serverHelloBytes({ sessionId: new Array<number>(33).fill(0) });
    expect(parseServerHello(bytes, 0, bytes.length)).toBe("malformed");
  });
});

const whole = serverHelloBytes(TLS13);
test.each(Array.from({ length: whole.length }, (_, length) => length))("is truncated after %d bytes", (length) => {
  expect(parseServerHello(whole, 0, length, whole.length)).toBe("truncated");
});

test("reads the version, suite and group of TLS 1.3", () => {
  expect(parsed(TLS13)).toEqual({
    isHelloRetryRequest: false,
    legacyVersion: 0x0303,
    version: 0x0304,
    cipherSuite: 0x1302,
    group: 0x001d,
    alpn: null,
    extensions: [51, 43],
    // printf 771,4866,51-43 | md5sum
    ja3s: "907bf3ecef1c987c889946b737b43de8",
  });
});

test("tells a request for a second hello by its random, with the group it asks for", () => {
  const parts = { random: HELLO_RETRY, extensions: [[43, u16(0x0304)] as const, [51, u16(0x0018)] as const] };
  expect(parsed(parts)).toMatchObject({ isHelloRetryRequest: true, group: 0x0018, version: 0x0304 });
});

test("reads an old server's hello, which ends before its extensions", () => {
  expect(parsed({ version: 0x0301, cipher: 0x002f, extensions: null })).toMatchObject({
    version: 0x0301,
    cipherSuite: 0x002f,
    group: null,
    extensions: [],
  });
});

test("reads the protocol chosen by ALPN, and nothing from a list that contradicts itself", () => {
  expect(parsed({ extensions: [ext.alpn(ascii("h2"))] }).alpn).toBe("h2");
  expect(parsed({ extensions: [[16, [0, 3, 9, 0x68, 0x32]]] }).alpn).toBeNull();
});

test("gives hellos that choose the same one object, whatever their randoms and keys", () => {
  const other: ServerHelloParts = {
    ...TLS13,
    random: new Array<number>(32).fill(9),
    sessionId: [],
    extensions: [
      [51, [...u16(0x001d), ...vector(2, [4, 5, 6, 7])]],
      [43, u16(0x0304)],
    ],
  };
  expect(parsed(other)).toBe(parsed(TLS13));
  expect(parsed({ ...TLS13, cipher: 0x1301 })).not.toBe(parsed(TLS13));
});

test("does not take a protocol for chosen that is followed by more than fits", () => {
  const name = new Array<number>(255).fill(0x61);
  const chosen = (rest: readonly number[]) => parsed({ extensions: [[16, [...u16(256), 255, ...name, ...rest]]] }).alpn;
  expect([chosen([]), chosen([0])]).toEqual(["a".repeat(255), null]);
});

test("reads the shorter hello of drafts before 22", () => {
  const bytes = Uint8Array.from([0x7f, 0x10, ...new Array<number>(32).fill(1), 0x13, 0x01, 0, 0]);
  expect(parseServerHello(bytes, 0, bytes.length)).toMatchObject({ version: 0x7f10, cipherSuite: 0x1301 });
});

test("no bytes make the parser throw or read past its end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const guarded = Uint8Array.from([...bytes, ...new Array<number>(8).fill(0xff)]);
      expect(parseServerHello(guarded, 0, bytes.length)).toEqual(parseServerHello(bytes, 0, bytes.length));
    }),
  );
});
