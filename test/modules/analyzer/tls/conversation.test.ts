import { concat } from "../../../support/frames";
import * as tls from "../../../support/tls-records";
import { EngineConversation, read, type Turn } from "./engine-conversation";
import { TlsEngine, type TranscriptAndLine } from "./tls-engine";

const engine = new TlsEngine();

/** What may not depend on how the bytes were cut. */
function facts({
  phase,
  opening,
  hello,
  serverHello,
  ending,
  clientCertificate,
  helloRetried,
  finishedAtUs,
}: TranscriptAndLine) {
  return { phase, opening, hello, serverHello, ending, clientCertificate, helloRetried, finishedAtUs };
}

const sslv2 = Uint8Array.of(0x80, 28, 1, 3, 1, 0, 3, 0, 0, 0, 16, 0, 0, 0x2f, ...new Uint8Array(16));
const CONVERSATIONS: readonly (readonly [what: string, turns: readonly Turn[]])[] = [
  [
    "a TLS 1.2 handshake",
    [["client", tls.clientHello()], ["server", tls.serverFlight12()], ["client", tls.clientFlight12()], ["server", tls.finished12()]],
  ],
  [
    "a TLS 1.3 handshake after another hello was asked for",
    [["client", tls.clientHello()], ["server", tls.helloRetryRequest()], ["client", tls.clientHello()], ["server", tls.serverFlight13()], ["client", tls.clientFinished13()]],
  ],
  ["a rejection with a warning before it", [["client", tls.clientHello()], ["server", concat(tls.alert(112, 1), tls.alert(40))]]],
  ["a hello in two records", [["client", concat(tls.handshake(tls.clientHelloMessage().slice(0, 30)), tls.handshake(tls.clientHelloMessage().slice(30)))], ["server", tls.alert(40)]]],
  ["an SSLv2 hello", [["client", sslv2], ["server", tls.serverFlight12()], ["client", tls.alert(42)]]],
  ["a hidden alert and more behind it", [["client", tls.clientHello()], ["server", tls.serverFlight13()], ["client", concat(tls.hidden(19), tls.hidden(53))]]],
  ["HTTP", [["client", Buffer.from("GET / HTTP/1.1\r\n\r\n")]]],
]; // prettier-ignore

describe.each(CONVERSATIONS)("%s", (_, turns) => {
  test("is read alike in pieces of any size", () => {
    const whole = facts(read(engine, turns).transcript);
    for (const pieceBytes of [1, 2, 3, 5, 7, 16, 50]) {
      expect(facts(read(engine, turns, pieceBytes).transcript)).toEqual(whole);
    }
  });
});

test("comes to the end that its turns say", () => {
  const ends = CONVERSATIONS.map(([, turns]) => {
    const { phase, ending } = read(engine, turns).transcript;
    return `${phase} ${ending?.how ?? ""}`.trim();
  });
  expect(ends).toEqual(["finished", "finished", "hello-sent alert", "hello-sent alert", "server-done alert", "server-done alert", "opening"]); // prettier-ignore
});

describe("nothing more is wanted", () => {
  const settled = (...turns: Turn[]) => read(engine, turns).settled;
  const client = (bytes: Uint8Array): Turn => ["client", bytes];
  const server = (bytes: Uint8Array): Turn => ["server", bytes];
  const finished = [client(tls.clientHello()), server(tls.serverFlight12()), client(tls.clientFlight12()), server(tls.finished12())]; // prettier-ignore

  test.each([
    ["after an alert that decides", true, [client(tls.clientHello()), server(tls.alert(40))]],
    ["after what is no TLS", true, [client(Buffer.from("SSH-2.0-x\r\n"))]],
    ["after data both ways", true, [...finished, client(tls.hidden(50)), server(tls.hidden(50))]],
    ["but not after a warning", false, [client(tls.clientHello()), server(tls.alert(112, 1))]],
    ["but not after data of the client alone", false, [...finished, client(tls.hidden(50))]],
    ["but not after data of the server alone", false, [...finished, server(tls.hidden(50))]],
    ["but not after an unreadable hello: an alert may explain it", false, [client(tls.clientHello().with(45, 0xff))]],
  ])("%s", (_, expected, turns) => {
    expect(settled(...turns)).toBe(expected);
  });
});

describe("silence means that somebody stalled", () => {
  test("from the first bytes of a hello to the end of the handshake, and not before or after", () => {
    const turns: Turn[] = [["client", tls.clientHello().slice(0, 9)], ["client", tls.clientHello().slice(9)], ["server", tls.serverFlight12()], ["client", tls.clientFlight12()], ["server", tls.finished12()]]; // prettier-ignore
    const handshaking = Array.from(
      { length: turns.length + 1 },
      (_, count) => read(engine, turns.slice(0, count)).handshaking,
    );
    expect(handshaking).toEqual([false, true, true, true, true, false]);
  });

  test("and not once one side has left", () => {
    const conversation = read(engine, [["client", tls.clientHello()]]);
    conversation.close("server", "fin", 2e6);
    expect([conversation.handshaking, conversation.transcript.ending]).toEqual([false, { how: "fin", side: "server", alert: null, timeUs: 2e6 }]); // prettier-ignore
  });
});

test("what a server says before its client's first byte is no answer", () => {
  const { transcript } = read(engine, [["server", Buffer.from("220 ready\r\n")], ["client", tls.clientHello()], ["server", tls.serverFlight12()]]); // prettier-ignore
  expect([transcript.phase, transcript.ending]).toEqual(["server-done", null]);
});

describe("a gap", () => {
  const hello = tls.clientHello();

  test("at the beginning hides what the client speaks, whatever follows", () => {
    const conversation = new EngineConversation(engine).gap("client", 60, "unseen").data("client", hello.slice(60));
    expect(conversation.transcript).toMatchObject({ opening: null, clientLost: "unseen" });
  });

  test("inside a hello loses the hello and not the conversation", () => {
    const conversation = new EngineConversation(engine)
      .data("client", hello.slice(0, 60))
      .gap("client", 10, "cut")
      .data("client", hello.slice(70))
      .data("server", tls.serverFlight12());
    expect(conversation.transcript).toMatchObject({
      phase: "server-done",
      hello: null,
      helloLost: "cut",
      clientLost: null,
    });
  });

  test("in both streams settles it: nothing can be followed any more", () => {
    const conversation = read(engine, [["client", hello]]);
    conversation.gap("client", 3, "unseen");
    expect(conversation.settled).toBe(false);
    conversation.gap("server", 3, "unseen");
    expect(conversation.settled).toBe(true);
  });
});

describe("encrypted data at the end of a segment", () => {
  const finished: readonly Turn[] = [
    ["client", tls.clientHello()],
    ["server", tls.serverFlight13()],
    ["client", tls.clientFinished13()],
  ];

  test("is told apart from the handshake's once both have finished", () => {
    const conversation = read(engine, finished.slice(0, 2));
    expect(conversation.sealedBytes("server")).toBe(0);
    conversation.data("client", tls.clientFinished13());
    expect(conversation.sealedBytes("client")).toBe(53);
  });

  test("is told of the bytes that settled it, too", () => {
    const conversation = read(engine, [...finished, ["client", tls.hidden(100)], ["server", tls.hidden(250)]]);
    conversation.data("server", tls.hidden(900));
    expect(conversation.settled).toBe(true);
    expect(conversation.sealedBytes("server")).toBe(900);
  });
});

test("a limit is told, but not in spite of what was decided before", () => {
  const open = read(engine, [["client", tls.clientHello()]]);
  open.overLimit();
  expect([open.transcript.overLimit, open.settled]).toEqual([true, true]);
  const decided = read(engine, [["client", tls.clientHello()], ["server", tls.alert(40)]]); // prettier-ignore
  decided.overLimit();
  expect(decided.transcript.overLimit).toBe(false);
});
