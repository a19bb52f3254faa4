import { HandshakeReader, MAX_MESSAGE_BYTES } from "../../../../modules/analyzer/tls/handshake-messages";
import { concat } from "../../../support/frames";
import { message } from "../../../support/tls-records";

/** Reads pieces one after the other; a number is a gap. Messages come out as type, announced length and body. */
function read(...pieces: readonly (Uint8Array | number)[]) {
  const messages: (readonly [type: number, length: number, body: string])[] = [];
  const reader = new HandshakeReader({
    message: (type, bytes, start, end, length) =>
      messages.push([type, length, Buffer.from(bytes.slice(start, end)).toString("latin1")]),
  });
  for (const piece of pieces) {
    if (typeof piece === "number") reader.gap(piece);
    else reader.data(piece, 0, piece.length);
  }
  return { messages, reader };
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
    const { messages, reader } = read(bytes.slice(0, at), length, bytes.slice(at + length), 7);
    expect(reader.lost).toBe(true);
    expect(messages).toEqual(MESSAGES.slice(0, at >= 9 ? 1 : 0));
  });
});

test("stands in a message from the first byte of its header to the last of its body", () => {
  const { reader } = read();
  const inMessage = Array.from(text(CLIENT_HELLO, "ab"), (byte) => {
    reader.data(Uint8Array.of(byte), 0, 1);
    return reader.inMessage;
  });
  expect(inMessage).toEqual([true, true, true, true, true, false]);
});
