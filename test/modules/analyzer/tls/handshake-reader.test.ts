import { concat } from "../../../support/frames";
import { message } from "../../../support/tls-records";
import { RecordEngine, type RecordHandler, type SideReading } from "./record-engine";

/** A message as its type, announced length and body. */
type Message = readonly [type: number, length: number, body: string];

const engine = new RecordEngine();

/** The messages that were found. */
class MessageLog implements RecordHandler {
  readonly messages: Message[] = [];
  readonly sides: string[] = [];

  message({ side, messageType, messageLength }: SideReading, start: number, end: number): void {
    const body = Buffer.from(engine.memory.copy(start, end)).toString("latin1");
    this.sides.push(side);
    this.messages.push([messageType, messageLength, body]);
  }
}

/** Reads pieces one after the other; a number is a gap. */
function read(...pieces: readonly (Uint8Array | number)[]) {
  const log = new MessageLog();
  const reading = engine.begin("client", log);
  for (const piece of pieces) {
    if (typeof piece === "number") reading.skipMessages(piece);
    else reading.readMessages(piece);
  }
  return { messages: log.messages, reading };
}

const [CLIENT_HELLO, HELLO_DONE, CERTIFICATE] = [1, 14, 11];
const text = (type: number, body: string) => message(type, Buffer.from(body, "latin1"));
const bytes = concat(text(CLIENT_HELLO, "hello"), text(HELLO_DONE, ""), text(CERTIFICATE, "chain"));
const MESSAGES = [
  [CLIENT_HELLO, 5, "hello"],
  [HELLO_DONE, 0, ""],
  [CERTIFICATE, 5, "chain"],
];

test.each(Array.from({ length: bytes.length + 1 }, (_, at) => at))(
  "reads messages split over two records at %d",
  (at) => {
    expect(read(bytes.slice(0, at), bytes.slice(at)).messages).toEqual(MESSAGES);
  },
);

test("reads messages that come byte by byte", () => {
  expect(read(...Array.from(bytes, (byte) => Uint8Array.of(byte))).messages).toEqual(MESSAGES);
});

test("tells only type and length of a message whose body nobody wants, if it was split", () => {
  const ticket = text(4, "ticket");
  expect(read(ticket.slice(0, 7), ticket.slice(7)).messages).toEqual([[4, 6, ""]]);
});

test("holds no message longer than the limit, and reads on behind it", () => {
  const limit = engine.parts.MAX_MESSAGE_BYTES.value;
  const split = (long: Uint8Array) => read(long.slice(0, 1000), long.slice(1000), text(HELLO_DONE, "")).messages;
  expect(split(message(CLIENT_HELLO, new Uint8Array(limit + 1)))).toEqual([
    [CLIENT_HELLO, limit + 1, ""],
    [HELLO_DONE, 0, ""],
  ]);
  expect(split(message(CLIENT_HELLO, new Uint8Array(limit)))[0]).toEqual([CLIENT_HELLO, limit, "\0".repeat(limit)]);
});

describe("a gap", () => {
  test.each([
    ["at the beginning of a body", 4, 3],
    ["in the middle of a body", 6, 2],
    ["up to the end of a body", 6, 3],
    ["of a whole body", 4, 5],
  ])("%s leaves the message without one, and the others whole", (_, at, length) => {
    const { messages } = read(bytes.slice(0, at), length, bytes.slice(at + length));
    expect(messages).toEqual([[CLIENT_HELLO, 5, ""], ...MESSAGES.slice(1)]);
  });

  test.each([
    ["in a header", 2, 1],
    ["between two messages", 9, 2],
    ["from one message into the next", 6, 4],
  ])("%s hides where messages begin", (_, at, length) => {
    const { messages, reading } = read(bytes.slice(0, at), length, bytes.slice(at + length), 7);
    expect(reading.messagesLost).toBe(true);
    expect(messages).toEqual(MESSAGES.slice(0, at >= 9 ? 1 : 0));
  });
});

test("puts the messages of two sides together by turns, and none out of the other's bytes", () => {
  const log = new MessageLog();
  const turns = (["client", "server"] as const).map((side) => ({
    reading: engine.begin(side, log),
    bytes: text(CERTIFICATE, `of the ${side}`),
  }));
  for (let at = 0; at < 17; at += 3) {
    for (const { reading, bytes } of turns) reading.readMessages(bytes.slice(at, at + 3));
  }
  expect(log.sides).toEqual(["client", "server"]);
  expect(log.messages.map(([, , body]) => body)).toEqual(["of the client", "of the server"]);
});

test("holds no part of a message that is over, or that nobody wants any more", () => {
  const { reading } = read(bytes.slice(0, 7));
  expect(reading.hasBody).toBe(true);
  reading.readMessages(bytes.slice(7));
  expect(reading.hasBody).toBe(false);

  const left = read(bytes.slice(0, 7)).reading;
  left.giveBack();
  expect(left.hasBody).toBe(false);
});

test("takes no more memory for many messages in pieces than for a few, however they end", () => {
  const long = text(CERTIFICATE, "chain".repeat(2000));
  const ends: readonly ((reading: SideReading) => void)[] = [
    (reading) => {
      reading.readMessages(long.slice(5000));
    },
    (reading) => {
      reading.skipMessages(long.length - 5000);
    },
    // Left as it is.
    () => undefined,
  ];
  const bytesAfter = (count: number): number => {
    for (let i = 0; i < count; i++) {
      const reading = engine.begin("server", {});
      reading.readMessages(long.slice(0, 5000));
      ends[i % ends.length]!(reading);
      engine.end(reading);
    }
    return engine.memory.bytes.length;
  };
  const before = bytesAfter(10);
  expect(bytesAfter(1000)).toBe(before);
});
