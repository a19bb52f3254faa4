import { HandshakeReader, MAX_MESSAGE_BYTES } from "../../../../modules/analyzer/tls/handshake-messages";
import { SideReading } from "../../../../modules/analyzer/tls/side-reading";
import { concat } from "../../../support/frames";
import { message } from "../../../support/tls-records";

/** Reads pieces one after the other; a number is a gap. Messages come out as type, announced length and body. */
function read(...pieces: readonly (Uint8Array | number)[]) {
  const messages: (readonly [type: number, length: number, body: string])[] = [];
  const reader = new HandshakeReader({
    message: ({ messageType, messageLength }, bytes, start, end) =>
      messages.push([messageType, messageLength, Buffer.from(bytes.slice(start, end)).toString("latin1")]),
  });
  const reading = new SideReading("client");
  for (const piece of pieces) {
    if (typeof piece === "number") reader.gap(reading, piece);
    else reader.data(reading, piece, 0, piece.length);
  }
  return { messages, reading };
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
  const long = message(CLIENT_HELLO, new Uint8Array(MAX_MESSAGE_BYTES + 1));
  const { messages } = read(long.slice(0, 1000), long.slice(1000), text(HELLO_DONE, ""));
  expect(messages).toEqual([
    [CLIENT_HELLO, MAX_MESSAGE_BYTES + 1, ""],
    [HELLO_DONE, 0, ""],
  ]);
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
  const bodies: string[] = [];
  const reader = new HandshakeReader({
    message: ({ side }, body, start, end) => bodies.push(`${side}: ${Buffer.from(body.slice(start, end)).toString()}`),
  });
  const sides = ["client", "server"] as const;
  const readings = sides.map((side) => ({
    reading: new SideReading(side),
    bytes: text(CERTIFICATE, `of the ${side}`),
  }));
  for (let at = 0; at < 17; at += 3) {
    for (const { reading, bytes } of readings) reader.data(reading, bytes, at, Math.min(at + 3, bytes.length));
  }
  expect(bodies).toEqual(["client: of the client", "server: of the server"]);
});

test("gives a body that nobody wants any more to the next message", () => {
  const told: string[] = [];
  const reader = new HandshakeReader({
    message: (_, body, start, end) => told.push(Buffer.from(body.slice(start, end)).toString()),
  });
  const [left, next] = [new SideReading("client"), new SideReading("client")];
  reader.data(left, bytes, 0, 7);
  reader.drop(left);
  for (const at of [0, 5]) reader.data(next, bytes, at, at === 0 ? 5 : 9);
  expect([left.body, told]).toEqual([null, ["hello"]]);
});
