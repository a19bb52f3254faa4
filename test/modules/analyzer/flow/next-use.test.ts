import { tcp, type TcpConversation } from "../../../support/conversations";
import { follow } from "./event-log";

/** What was told of each connection in the packets of several conversations, one conversation after the other. */
function told(...conversations: readonly TcpConversation[]): readonly (readonly string[])[] {
  return follow(conversations.flatMap(({ packets }) => packets)).logs;
}

describe("a port used again", () => {
  test("begins another connection after the first was closed", () => {
    const first = tcp().connect().client("one").fin("server").fin("client");
    const second = tcp({ clientIsn: 90_000, startUs: first.endUs }).connect().client("two");
    expect(told(first, second)).toEqual([
      ["client: one", "server fin", "client fin", "closed"],
      ["client: two", "capture-end"],
    ]);
  });

  test("begins another connection although the end of the first was not seen", () => {
    const first = tcp().connect().client("one");
    const second = tcp({ clientIsn: 90_000, startUs: first.endUs }).connect().client("two");
    expect(told(first, second)).toEqual([
      ["client: one", "closed"],
      ["client: two", "capture-end"],
    ]);
  });

  test("begins another connection where the first was joined late", () => {
    const first = tcp({ clientIsn: 2_000_000_000 }).client("one").server("answer").wait(3).ack("client");
    const second = tcp({ clientIsn: 90_000, startUs: first.endUs }).connect().client("two");
    expect(told(first, second)).toEqual([
      ["client: one", "server: answer", "closed"],
      ["client: two", "capture-end"],
    ]);
  });

  test("is no other connection when the same SYN comes again", () => {
    expect(told(tcp().syn().wait(1).syn().synAck().ack("client").client("one"))).toEqual([
      ["client: one", "capture-end"],
    ]);
  });

  test("is no other connection when the SYN was overtaken by the data behind it", () => {
    const { packets } = tcp().connect().client("one");
    const [syn, synAck, ack, data] = packets;
    expect(follow([data!, syn!, synAck!, ack!]).logs).toEqual([["client: one", "capture-end"]]);
  });

  // RFC 9293 section 3.5.1: the server answers the SYN for a connection that it alone still holds open.
  test("begins another connection with the same SYN once the client has reset what the server held open", () => {
    const halfOpen = tcp().syn().segment("server", 777_000, undefined, { acknowledgment: 333_000_000 });
    halfOpen.segment("client", 333_000_000, undefined, { flags: "R", acknowledgment: null }).wait(1);
    expect(told(halfOpen, tcp({ startUs: halfOpen.endUs }).connect().client("two"))).toEqual([
      ["client rst", "closed"],
      ["client: two", "capture-end"],
    ]);
  });

  test("is no other connection when a copy of the first one's SYN comes late", () => {
    const first = tcp().connect().client("one").fin("server").fin("client");
    const second = tcp({ clientIsn: 90_000, startUs: first.endUs }).connect();
    const copy = tcp({ startUs: second.endUs }).syn();
    const { followed } = follow([first, second, copy].flatMap(({ packets }) => packets));
    expect(followed.map(({ connection }) => connection.syns)).toEqual([1, 1]);
  });
});
