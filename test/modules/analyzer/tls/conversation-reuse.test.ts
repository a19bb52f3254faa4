import * as tls from "../../../support/tls-records";
import { concat, u24 } from "../../../support/wire-bytes";
import { EngineConversation, read, readInto, type Turn } from "./engine-conversation";
import { ext, serverHelloBytes, type Extension } from "./hello-bytes";
import { TlsEngine, type TranscriptAndLine } from "./tls-engine";

/** Connections are made out of those that are over, and their conversations with them. */

const TURNS: readonly Turn[] = [
  ["client", tls.clientHello()],
  ["server", tls.serverFlight13()],
  ["client", tls.clientFinished13()],
  ["server", tls.hidden(100)],
  ["client", tls.alert(48)],
];
/** What is held while it is read: bodies of both sides' messages, first bytes, a hello of SSL 2.0 without its end. */
const HALF_READ: readonly (readonly Turn[])[] = [
  [
    ["client", tls.clientHello()],
    ["client", tls.handshake(tls.message(1, new Uint8Array(100_000)).slice(0, 50))],
    ["server", tls.handshake(tls.message(11, new Uint8Array(100_000)).slice(0, 50))],
  ],
  [["client", Uint8Array.from([0xff, 0xff, 1, 3, ...new Uint8Array(30_000)])]],
  [["client", Uint8Array.of(22)]],
];

const MANY_EXTENSIONS = new Array<Extension>(200).fill(ext.empty(23));
/** All that refers to byte strings, each too long to be shared with other conversations. */
const LONG: readonly Turn[] = [
  [
    "client",
    tls.clientHello({
      ciphers: new Array<number>(600).fill(0x1301),
      extensions: [ext.serverName("n".repeat(600))],
    }),
  ],
  ["server", tls.handshake(tls.message(2, serverHelloBytes({ extensions: MANY_EXTENSIONS })))],
  ["server", tls.handshake(tls.message(11, concat(u24(17_003), u24(17_000), new Uint8Array(17_000))))],
];

const UNTOUCHED: TranscriptAndLine = {
  phase: "opening",
  opening: null,
  ending: null,
  alertAfterEnding: null,
  firstByte: -1,
  hello: null,
  helloLost: null,
  helloRetried: false,
  serverHello: null,
  keyExchangeGroup: null,
  certificates: null,
  clientCertificate: "none",
  hidden: null,
  clientLost: null,
  serverLost: null,
  answerBytes: 0,
  refusedAfterFinished: false,
  clientDataRecords: 0,
  serverDataRecords: 0,
  helloAtUs: -Infinity,
  finishedAtUs: -Infinity,
  overLimit: false,
};

const engine = new TlsEngine();

/** A conversation of which hardly anything is as it was in the beginning. */
function over(): EngineConversation {
  return read(engine, TURNS).close("server", "rst", 9);
}

test("knows nothing in the beginning, whatever its memory was used for before", () => {
  const { transcript, settled, handshaking } = new EngineConversation(engine);
  expect([transcript, settled, handshaking]).toEqual([UNTOUCHED, false, false]);
});

describe("a conversation made out of one that is over", () => {
  test("knows nothing of that one", () => {
    const conversation = over();
    expect(conversation.transcript).toMatchObject({ phase: "finished", serverDataRecords: 0, answerBytes: 105 });
    conversation.beginAgain();
    const { transcript, settled, handshaking } = conversation;
    expect([transcript, settled, handshaking]).toEqual([UNTOUCHED, false, false]);
  });

  test.each([...HALF_READ, [["server", tls.hidden(20)]]] as (readonly Turn[])[])(
    "goes on with nothing that was begun in it (%#)",
    (...turns) => {
      const conversation = read(engine, turns).close("server", "fin");
      conversation.beginAgain();
      expect(readInto(conversation, TURNS).transcript).toEqual(read(engine, TURNS).transcript);
    },
  );

  test("is read as any other", () => {
    const conversation = over();
    conversation.beginAgain();
    expect(readInto(conversation, TURNS).transcript).toEqual(read(engine, TURNS).transcript);
  });
});

test("two conversations by turns are read as one after the other", () => {
  const other: readonly Turn[] = [
    ["client", tls.clientHello()],
    ["server", tls.serverFlight12()],
    ["client", tls.clientFlight12()],
  ];
  const by: readonly (readonly [EngineConversation, readonly Turn[]])[] = [
    [new EngineConversation(engine), TURNS],
    [new EngineConversation(engine), other],
  ];
  for (let turn = 0; turn < TURNS.length; turn++) {
    for (let at = 0; at < 2000; at += 7) {
      for (const [conversation, turns] of by) {
        const [side, bytes] = turns[turn] ?? ["client", new Uint8Array(0)];
        if (at < bytes.length) conversation.data(side, bytes.slice(at, at + 7), (turn + 1) * 1e6);
      }
    }
  }
  expect(by.map(([conversation]) => conversation.transcript)).toEqual([
    read(engine, TURNS).transcript,
    read(engine, other).transcript,
  ]);
});

test.each([TURNS, LONG, ...HALF_READ])("gives back all memory that it took (%#)", (...turns) => {
  const bytesAfter = (count: number): number => {
    for (let i = 0; i < count; i++) read(engine, turns).free();
    return engine.memory.bytes.length;
  };
  const before = bytesAfter(100);
  expect(bytesAfter(3000)).toBe(before);
});
