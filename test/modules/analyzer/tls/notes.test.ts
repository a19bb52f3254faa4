import * as tls from "../../../support/tls-records";
import { EngineConversation } from "./engine-conversation";
import { serverHelloBytes, u16 } from "./hello-bytes";
import { TlsEngine } from "./tls-engine";

const HEADERS_BYTES = 5 + 4;
const CLIENT_HELLO = 1;

const engine = new TlsEngine();
const hello = tls.clientHello();
const lengthsOf = (record: Uint8Array) => Array.from({ length: record.length - HEADERS_BYTES }, (_, length) => length);

/** A conversation whose client has said hello. */
function greeted(): EngineConversation {
  return new EngineConversation(engine).data("client", hello);
}

/** What follows the first `count` bytes of a record's message, as far as the record goes, is not in the capture. */
function cutAfter(conversation: EngineConversation, side: "client" | "server", record: Uint8Array, count: number) {
  const seen = HEADERS_BYTES + count;
  return conversation.data(side, record.slice(0, seen)).gap(side, record.length - seen, "cut");
}

describe("a hello", () => {
  test.each(lengthsOf(hello))("of which the capture lost all behind %d bytes is lost, and was sent", (length) => {
    const { transcript } = cutAfter(new EngineConversation(engine), "client", hello, length);
    expect(transcript).toMatchObject({ phase: "hello-sent", hello: null, helloLost: "cut", ending: null });
  });

  test.each(lengthsOf(hello))("of which %d bytes have come is waited for", (length) => {
    const { transcript, settled } = new EngineConversation(engine).data(
      "client",
      hello.slice(0, HEADERS_BYTES + length),
    );
    expect(transcript).toMatchObject({ phase: "hello-begun", hello: null, helloLost: null, ending: null });
    expect(settled).toBe(false);
  });

  test("that is whole and contradicts itself is malformed, and its sender to blame", () => {
    const { transcript } = new EngineConversation(engine).data("client", hello.with(HEADERS_BYTES + 34, 0xff), 5);
    expect(transcript).toMatchObject({ phase: "hello-begun", hello: null, helloLost: null });
    expect(transcript.ending).toEqual({ how: "malformed-hello", side: "client", timeUs: 5 });
  });

  test("that contradicts itself is none to blame for where a part of it is lost", () => {
    const damaged = hello.with(HEADERS_BYTES + 34, 0xff);
    const { transcript } = cutAfter(new EngineConversation(engine), "client", damaged, 50);
    expect(transcript).toMatchObject({ helloLost: "cut", ending: null });
  });

  test("longer than what is held for one reaches a limit", () => {
    const long = tls.message(CLIENT_HELLO, new Uint8Array(128 * 1024 + 1));
    const conversation = new EngineConversation(engine);
    for (let at = 0; at < long.length; at += 16_000) {
      conversation.data("client", tls.handshake(long.slice(at, at + 16_000)));
    }
    expect(conversation.transcript).toMatchObject({ overLimit: true, ending: null });
    expect(conversation.settled).toBe(true);
  });

  test("is what a client begins with, and any other message malformed", () => {
    const { transcript } = new EngineConversation(engine).data("client", tls.handshake(tls.clientKeyExchange()));
    expect(transcript.ending).toMatchObject({ how: "malformed-hello" });
  });

  test("that nobody asked for is none of this handshake", () => {
    const { transcript } = greeted().data("client", hello, 7);
    expect(transcript.ending).toEqual({ how: "intrusion", side: "client", what: "second-hello", timeUs: 7 });
  });

  test("that was asked for leaves what the first one said", () => {
    const { transcript } = greeted()
      .data("server", tls.helloRetryRequest())
      .data("client", tls.clientHello({ ciphers: [0x1302], extensions: [] }));
    expect(transcript).toMatchObject({ phase: "hello-retried", helloRetried: true, ending: null });
    expect(transcript.hello).toEqual(greeted().transcript.hello);
  });
});

describe("a ServerHello", () => {
  const answer = tls.serverHello13();

  test.each(lengthsOf(answer))(
    "of which the capture lost all behind %d bytes leaves open what the server said",
    (length) => {
      const { transcript } = cutAfter(greeted(), "server", answer, length);
      expect(transcript).toMatchObject({ phase: "hello-sent", serverHello: null, serverLost: "cut", ending: null });
    },
  );

  test("that contradicts itself is none", () => {
    const { transcript } = greeted().data("server", answer.with(HEADERS_BYTES + 34, 0xff), 7);
    expect(transcript.ending).toEqual({ how: "intrusion", side: "server", what: "bytes", timeUs: 7 });
  });

  test("that follows another changes nothing", () => {
    const { transcript } = greeted().data("server", answer).data("server", tls.serverHello13(0x1302));
    expect(transcript.serverHello?.cipherSuite).toBe(0x1301);
  });

  test("asks for another hello where a draft had a message for it", () => {
    const draft = tls.handshake(tls.message(6, Uint8Array.from([0x7f, 18, ...u16(0x001d)])));
    expect(greeted().data("server", draft).transcript.phase).toBe("retry-requested");
  });
});

describe("the server's certificates", () => {
  const flight = tls.handshake(tls.message(2, serverHelloBytes({ cipher: 0xc02f })), tls.certificate());

  test("are counted", () => {
    const { certificates } = greeted().data("server", flight).transcript;
    expect(certificates).toEqual({ chainLength: 1, leaf: null });
  });

  test.each(Array.from({ length: 11 }, (_, lost) => lost + 1))(
    "are not told where the last %d bytes are lost",
    (lost) => {
      const { transcript } = greeted().data("server", flight.slice(0, -lost)).gap("server", lost, "unseen");
      expect(transcript).toMatchObject({ phase: "answered", certificates: null, serverLost: null });
    },
  );
});

test.each([
  ["empty", tls.emptyCertificate()],
  ["full", tls.certificate()],
] as const)("a client's certificate in clear is %s by its length", (expected, certificate) => {
  const { transcript } = greeted()
    .data("server", tls.mutualServerFlight12())
    .data("client", tls.handshake(certificate, tls.clientKeyExchange()));
  expect(transcript).toMatchObject({ clientCertificate: expected, phase: "client-keyed" });
});
