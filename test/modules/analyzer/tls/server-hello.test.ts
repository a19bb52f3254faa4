import fc from "fast-check";

import type { ServerHello } from "../../../../modules/analyzer/tls/server-hello";
import { ascii, ext, serverHelloBytes, u16, vector, type ServerHelloParts } from "./hello-bytes";
import { TlsEngine, type ReadServerHello } from "./tls-engine";

const engine = new TlsEngine();
const { parts } = engine;

const HELLO_RETRY = [
  ...Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex"),
] as const;

function parsed(parts: ServerHelloParts): ReadServerHello {
  const hello = engine.serverHello(serverHelloBytes(parts));
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

/** The object that the choice of a hello is shared as. */
function chosen(parts: ServerHelloParts): ServerHello {
  parsed(parts);
  return engine.serverChoice();
}

describe("refuses", () => {
  test("bytes after the extensions", () => {
    expect(engine.serverHello(Uint8Array.from([...serverHelloBytes(TLS13), 0]))).toBe("malformed");
  });

  test("a session id of more than 32 bytes", () => {
    expect(engine.serverHello(serverHelloBytes({ sessionId: new Array<number>(33).fill(0) }))).toBe("malformed");
  });
});

const whole = serverHelloBytes(TLS13);
test.each(Array.from({ length: whole.length }, (_, length) => length))("is truncated after %d bytes", (length) => {
  expect(engine.serverHello(whole.slice(0, length), whole.length)).toBe("truncated");
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
  expect(chosen(other)).toBe(chosen(TLS13));
  expect(chosen({ ...TLS13, cipher: 0x1301 })).not.toBe(chosen(TLS13));
});

test("does not take a protocol for chosen that is followed by more than fits", () => {
  const name = new Array<number>(255).fill(0x61);
  const chosen = (rest: readonly number[]) => parsed({ extensions: [[16, [...u16(256), 255, ...name, ...rest]]] }).alpn;
  expect([chosen([]), chosen([0])]).toEqual(["a".repeat(255), null]);
});

test("reads the shorter hello of drafts before 22", () => {
  const bytes = Uint8Array.from([0x7f, 0x10, ...new Array<number>(32).fill(1), 0x13, 0x01, 0, 0]);
  expect(engine.serverHello(bytes)).toMatchObject({ version: 0x7f10, cipherSuite: 0x1301 });
});

// The bytes lie at the very end of the engine's memory: to read past them is an error of its own.
test("no bytes make the reader crash or read past their end", () => {
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  const damaged = damage.map((values) => values.reduce((bytes, [at, value]) => bytes.with(at, value), whole));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), fc.nat(200), fc.nat(20), (bytes, end, lost) => {
      const hello = engine.serverHello(bytes.slice(0, end), Math.min(end, bytes.length) + lost);
      if (typeof hello === "string") expect(lost > 0 ? ["truncated", "malformed"] : ["malformed"]).toContain(hello);
      // The engine follows the handshake by what it read itself, and the record tells what was read of its notes.
      else expect([parts.chosenVersion(), parts.chosenCipherSuite()]).toEqual([hello.version, hello.cipherSuite]);
    }),
    { numRuns: 1000 },
  );
});
