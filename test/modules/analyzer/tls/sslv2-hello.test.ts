import fc from "fast-check";

import { alert } from "../../../support/tls-records";
import { concat } from "../../../support/wire-bytes";
import { EngineConversation } from "./engine-conversation";
import { TlsEngine } from "./tls-engine";

const engine = new TlsEngine();

/** msg_type, version 3.1, three specs, no session id, a challenge of two bytes. */
const HELLO = Uint8Array.from([1, 3, 1, 0, 9, 0, 0, 0, 2, 0, 0, 0x2f, 7, 0, 0xc0, 0, 0xc0, 0x13, 5, 5]);

test("refuses another message type", () => {
  expect(engine.sslv2Hello(HELLO.with(0, 4))).toBe("malformed");
});

test("refuses two thirds of a cipher spec", () => {
  expect(engine.sslv2Hello(HELLO.with(4, 8).slice(0, -1))).toBe("malformed");
});

test("refuses bytes after the challenge", () => {
  expect(engine.sslv2Hello(HELLO.with(8, 1))).toBe("malformed");
});

test.each(Array.from({ length: HELLO.length }, (_, length) => length))(
  "refuses the first %d bytes of a hello as a whole one",
  (length) => {
    expect(engine.sslv2Hello(HELLO.slice(0, length))).toBe("malformed");
  },
);

test("maps specs that begin with 0 to TLS cipher suites, and names those of SSL 2.0", () => {
  const hello = engine.sslv2Hello(HELLO);
  if (typeof hello === "string") throw new Error(hello);
  expect(hello.kind.offer).toMatchObject({
    legacyVersion: 0x0301,
    cipherSuites: {
      codes: [0x002f, 0xc013],
      names: ["TLS_RSA_WITH_AES_128_CBC_SHA", "SSL_CK_DES_192_EDE3_CBC_WITH_MD5", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"],
    },
    extensionTypes: [],
  });
  expect(hello.serverName).toBeNull();
});

test("gives hellos with the same version and specs one kind, whatever their challenge", () => {
  const kinds = [HELLO, HELLO.with(HELLO.length - 1, 6), HELLO.with(2, 0)].map((bytes) => {
    const hello = engine.sslv2Hello(bytes);
    return typeof hello === "string" ? hello : hello.kind;
  });
  expect(kinds[1]).toBe(kinds[0]);
  expect(kinds[2]).not.toBe(kinds[0]);
});

describe("on the wire, behind two bytes of its length", () => {
  const wire = Uint8Array.from([0x80, HELLO.length, ...HELLO]);
  const enoughToTell = 4;

  test.each(Array.from({ length: wire.length - enoughToTell }, (_, rest) => enoughToTell + rest))(
    "a hello of which %d bytes have come is waited for, and lost with what the capture lost of it",
    (length) => {
      const conversation = new EngineConversation(engine).data("client", wire.slice(0, length));
      expect(conversation.transcript).toMatchObject({
        opening: "sslv2",
        phase: "hello-begun",
        hello: null,
        ending: null,
      });
      conversation.gap("client", wire.length - length, "cut");
      expect(conversation.transcript).toMatchObject({
        phase: "hello-begun",
        hello: null,
        clientLost: "cut",
        ending: null,
      });
    },
  );

  test("a whole hello was sent, and one that contradicts itself is malformed", () => {
    const sent = new EngineConversation(engine).data("client", wire);
    expect(sent.transcript).toMatchObject({ phase: "hello-sent", hello: engine.sslv2Hello(HELLO), ending: null });
    const contradicting = new EngineConversation(engine).data("client", wire.with(10, 1));
    expect(contradicting.transcript).toMatchObject({ hello: null, ending: { how: "malformed-hello" } });
  });

  test("what follows in the same segment is read as records", () => {
    const { transcript } = new EngineConversation(engine).data("client", concat(wire, alert(40)));
    expect(transcript).toMatchObject({ phase: "hello-sent", ending: { how: "alert", side: "client" } });
  });
});

// The bytes lie at the very end of the engine's memory: to read past them is an error of its own.
test("no bytes make the reader crash or read past their end", () => {
  const damaged = fc.tuple(fc.nat(HELLO.length - 1), fc.nat(255)).map(([at, value]) => HELLO.with(at, value));
  const random = fc.uint8Array({ maxLength: 100 }).map((bytes) => Uint8Array.from([1, ...bytes]));
  fc.assert(
    fc.property(fc.oneof(random, damaged), (bytes) => {
      const hello = engine.sslv2Hello(bytes);
      expect(typeof hello === "string" ? hello : "read").toMatch(/^(malformed|read)$/);
    }),
  );
});
