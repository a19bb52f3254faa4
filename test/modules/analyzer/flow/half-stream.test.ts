import { tcp, type TcpConversation } from "../../../support/conversations";
import { Following, follow } from "./event-log";

const FAR = 1 << 24;

/** Ten bytes. */
const TEN = "0123456789";

/** A connection whose client sends its first byte with the number 100. */
const from100 = () => tcp({ clientIsn: 99 }).connect();

/** The server acknowledges the client's bytes up to there. */
const acknowledged = (conversation: TcpConversation, acknowledgment: number) =>
  conversation.ack("server", { acknowledgment });

const clientOf = ({ packets }: TcpConversation) => follow(packets).followed[0]!.connection.client;
const told = ({ packets }: TcpConversation) => follow(packets).logs[0]!;

describe("holes in what nobody reads any more", () => {
  /** With 100 as the next number, after a byte with which its reader had enough. */
  function missingBytes(segments: readonly (readonly [number, number])[], acknowledgment: number, base = 100): number {
    const conversation = tcp({ clientIsn: base - 2 }).connect();
    const following = new Following().accept(conversation.packets.splice(0));
    following.followed[0]!.log.settled = true;
    conversation.client("x");
    for (const [sequence, length] of segments) conversation.segment("client", sequence, "x".repeat(length));
    const { followed, logs } = following.accept(acknowledged(conversation, acknowledgment).packets).finish();
    expect(logs).toEqual([["client: x", "capture-end"]]);
    return followed[0]!.connection.client.missing;
  }

  /** Segments in, as [first byte, length], and the acknowledgment of the peer; bytes missing out. */
  test.each<[string, [number, number][], number, number]>([
    ["no hole", [[100, 10]], 110, 0],
    ["a hole that the peer acknowledged", [[120, 10]], 130, 20],
    ["a hole that nobody acknowledged", [[120, 10]], 100, 0],
    ["the acknowledged part of a hole", [[120, 10]], 105, 5],
    ["a hole filled by a segment that was overtaken", [[120, 10], [100, 20]], 130, 0], // prettier-ignore
    ["the beginning of a hole filled", [[120, 10], [100, 5]], 130, 15], // prettier-ignore
    ["the end of a hole filled", [[120, 10], [115, 5]], 130, 15], // prettier-ignore
    ["the middle of a hole filled", [[120, 10], [105, 5]], 130, 15], // prettier-ignore
    ["more than a hole filled", [[110, 10], [120, 10], [90, 40]], 130, 0], // prettier-ignore
    ["two holes, one filled", [[110, 10], [130, 10], [120, 10]], 140, 10], // prettier-ignore
    ["a retransmission, which fills nothing", [[110, 10], [110, 10]], 120, 10], // prettier-ignore
  ])("%s", (_, segments, acknowledgment, missing) => {
    expect(missingBytes(segments, acknowledgment)).toBe(missing);
  });

  test("are counted across the wrap of sequence numbers", () => {
    expect(missingBytes([[4, 10]], 14, 0xfffffffa)).toBe(10);
  });

  test("count as missing at once when there are more than can be remembered", () => {
    const segments = Array.from({ length: 40 }, (_, hole) => [110 + 20 * hole, 10] as const);
    expect(missingBytes(segments, 100)).toBe(80);
    expect(missingBytes(segments, 100 + 20 * 40)).toBe(400);
  });
});

describe("bytes that the peer has and nobody saw", () => {
  test("are none before the stream has begun, or before anything was acknowledged", () => {
    const unstarted = tcp().ack("server");
    const unacknowledged = tcp().syn().segment("client", 1031, TEN, { acknowledgment: null });
    for (const conversation of [unstarted, unacknowledged]) expect(clientOf(conversation).missing).toBe(0);
  });

  test("reach up to the acknowledgment", () => {
    const conversation = acknowledged(from100(), 130);
    expect(told(conversation)).toEqual(["client gap of 30, unseen", "capture-end"]);
    expect(clientOf(conversation).missing).toBe(30);
  });

  test("reach no further than the first held segment", () => {
    const conversation = from100().segment("client", 125, TEN).segment("client", 110, TEN);
    expect(told(acknowledged(conversation, 124))).toEqual([
      "client gap of 10, unseen",
      `client: ${TEN}`,
      "client gap of 4, unseen",
      "capture-end",
    ]);
  });

  test("are none once the stream has ended: the last acknowledgment counts the FIN", () => {
    const conversation = from100().fin("client").ack("server");
    expect(told(conversation)).toEqual(["client fin", "capture-end"]);
    expect(clientOf(conversation).missing).toBe(0);
  });
});

describe("an acknowledgment", () => {
  const acknowledging = (...numbers: readonly number[]) =>
    numbers.reduce(acknowledged, from100().client(TEN).client(TEN));

  test("counts if it is the highest, in whatever order they come", () => {
    expect(clientOf(acknowledging(110, 105, 119, 102, 115)).unacknowledged).toBe(true);
    expect(clientOf(acknowledging(110, 105, 120, 102, 115)).unacknowledged).toBe(false);
  });

  test("counts if it is the highest while a later segment is held, too", () => {
    const held = from100().client(TEN).segment("client", 120, TEN);
    expect(clientOf([110, 105, 115, 102, 111].reduce(acknowledged, held)).missing).toBe(5);
  });

  test("from an earlier use of the ports tells nothing", () => {
    const conversation = tcp().syn().segment("server", 5001, undefined, { acknowledgment: 0x4000_0000 });
    expect(clientOf(conversation)).toMatchObject({ ackedKnown: false, unacknowledged: true });
  });

  test("may be of the SYN and nothing else", () => {
    expect(clientOf(from100().client(TEN)).onlySynAcked).toBe(true);
    expect(clientOf(acknowledging(101)).onlySynAcked).toBe(false);
  });

  test("by which the peer still misses what comes first is counted, while later bytes are at hand", () => {
    const behindHole = acknowledged(from100(), 100).segment("client", 110, TEN);
    expect(clientOf(acknowledged(acknowledged(behindHole, 100), 100)).duplicateAcks).toBe(2);
  });
});

describe("a stream whose SYN was not captured", () => {
  test("begins with the lowest number that either side mentioned", () => {
    const conversation = tcp().segment("client", 110, TEN).segment("client", 105, "56789").segment("client", 120, TEN);
    acknowledged(acknowledged(conversation, 102), 130);
    expect(told(conversation)).toEqual(["client gap of 3, unseen", `client: 56789${TEN}${TEN}`, "capture-end"]);
    expect(clientOf(conversation).fromSyn).toBe(false);
  });

  test("begins before the wrap of sequence numbers if the lowest number lies there", () => {
    const conversation = tcp().segment("client", 3, TEN).segment("client", 0xfffffff0, TEN).segment("client", 13, TEN);
    acknowledged(conversation, 23);
    expect(told(conversation)).toEqual([
      `client: ${TEN}`,
      "client gap of 9, unseen",
      `client: ${TEN}${TEN}`,
      "capture-end",
    ]);
  });

  test("follows a SYN all the same where the other side's was captured", () => {
    const { server } = follow(tcp().syn().server(TEN).packets).followed[0]!.connection;
    expect(server.fromSyn).toBe(true);
  });
});

describe("a segment beside a stream at 100", () => {
  // Strays are not even held: no hole is left before them, and their FIN ends nothing.
  test.each([
    [100 + FAR, FAR, ["client fin", "capture-end"]],
    [101 + FAR, 0, ["capture-end"]],
    [100 - FAR, 0, ["client fin", "capture-end"]],
    [99 - FAR, 0, ["capture-end"]],
  ])("at %d leaves a hole of %d and tells %p", (sequence, lostOnTheWay, lines) => {
    const conversation = from100().segment("client", sequence, undefined, { flags: "FA" });
    expect(told(conversation)).toEqual(lines);
    expect(clientOf(conversation).lostOnTheWay).toBe(lostOnTheWay);
  });

  test("is no stray before the stream has begun", () => {
    const conversation = tcp().syn().segment("server", 0x7fffffff, TEN).ack("client", { acknowledgment: 0x7fffffff });
    expect(told(conversation)).toEqual([`server: ${TEN}`, "capture-end"]);
  });
});

describe("a segment sent again", () => {
  test("counts while the peer has not acknowledged all of it", () => {
    const conversation = acknowledged(from100().client(TEN), 109);
    conversation.segment("client", 100, TEN).segment("client", 100, TEN.slice(0, 4));
    expect(clientOf(conversation)).toMatchObject({ retransmissions: 1, largestRetransmission: 10 });
  });

  test("does not count once the peer has acknowledged it", () => {
    const conversation = acknowledged(from100().client(TEN), 110).segment("client", 100, TEN);
    expect(clientOf(conversation)).toMatchObject({ retransmissions: 0, largestRetransmission: 0 });
  });
});
