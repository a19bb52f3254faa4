import type { Side } from "../../../../modules/contracts";
import { tcp, type SegmentOptions, type TcpConversation } from "../../../support/conversations";
import { Following } from "./event-log";

/** Shorter than the time after which a silent connection is looked at. */
const PATIENCE_SECONDS = 60;

/** A connection after its three packets, with 100 and 500 as the next numbers of client and server. */
class Steady {
  readonly following = new Following();
  readonly #conversation: TcpConversation;

  constructor(opening = (conversation: TcpConversation) => conversation.connect()) {
    this.#conversation = opening(tcp({ clientIsn: 99, serverIsn: 499 }));
    this.following.accept(this.#conversation.packets.splice(0));
  }

  /** Takes a segment that comes so many microseconds after the one before. */
  take(side: Side, sequence: number, text = "", options?: SegmentOptions & { readonly afterUs?: number }): this {
    this.#conversation.wait((options?.afterUs ?? 0) / 1e6).segment(side, sequence, text, options);
    this.following.accept(this.#conversation.packets.splice(0));
    return this;
  }

  /** Nothing but headers mattered in the segment last taken. */
  get lastWasSettled(): boolean {
    return this.following.engine.exports.lastWasSettled() !== 0;
  }

  get log() {
    return this.following.followed[0]!.log;
  }

  /** What is known of it in the end. */
  get facts() {
    return this.following.finish().followed[0]!.connection;
  }
}

test("hands on data in order, with its side, and counts it", () => {
  const steady = new Steady().take("client", 100, "hello").take("server", 500, "answer", { acknowledgment: 105 });
  expect(steady.log.lines).toEqual(["client: hello", "server: answer"]);
  expect(steady.facts).toMatchObject({
    client: { packets: 3, unacknowledged: false },
    server: { packets: 2, unacknowledged: true },
    packets: 5,
    bytes: 11,
  });
});

test("only counts data that nobody reads any more", () => {
  const steady = new Steady();
  steady.log.settled = true;
  steady.take("client", 100, "he").take("client", 102, "llo");
  // Had the second not been counted, it would be counted as sent again.
  steady.take("client", 102, "llo").take("client", 105, " world").take("server", 500, "", { acknowledgment: 111 });
  expect([steady.lastWasSettled, steady.log.lines]).toEqual([true, ["client: he"]]);
  expect(steady.facts).toMatchObject({ bytes: 14, client: { missing: 0, unacknowledged: false } });
});

test("hands on no more data once its reader wants none", () => {
  const steady = new Steady();
  steady.log.settled = true;
  const settled = [steady.take("client", 100, "he"), steady.take("client", 102, "llo")].map(() => steady.log.lines);
  expect(settled.at(-1)).toEqual(["client: he"]);
});

test("tells of each segment whether all was settled before it", () => {
  const steady = new Steady();
  const told = [steady.take("client", 100, "h").lastWasSettled];
  steady.log.settled = true;
  told.push(steady.take("client", 101, "e").lastWasSettled, steady.take("client", 102, "llo").lastWasSettled);
  expect(told).toEqual([false, false, true]);
});

test("keeps the latest time of packets that were captured in another order", () => {
  const steady = new Steady().take("client", 100, "", { afterUs: 9e6 });
  const { lastUs: latestUs } = new Steady().take("client", 100, "", { afterUs: 9e6 }).facts;
  expect(steady.take("client", 100, "", { afterUs: -5e6 }).facts.lastUs).toBe(latestUs);
});

describe("takes for no routine", () => {
  test.each<[string, (steady: Steady) => Steady, string[]]>([
    ["a FIN", (steady) => steady.take("client", 100, "", { flags: "FA" }), ["client fin"]],
    ["a reset", (steady) => steady.take("server", 500, "", { flags: "RA" }), ["server rst"]],
    ["data ahead of its turn", (steady) => steady.take("client", 103, "lo"), []],
    ["data sent again", (steady) => steady.take("client", 99, "x"), []],
    [
      "data whose sender had received what was not delivered yet",
      (steady) => steady.take("client", 100, "hi", { acknowledgment: 501 }),
      [],
    ],
    [
      "data that the capture cut",
      (steady) => steady.take("client", 100, "hello", { captured: 2 }),
      ["client: he", "client gap of 3, cut"],
    ],
    [
      "data without an acknowledgment, which is in order all the same",
      (steady) => steady.take("client", 100, "hi", { acknowledgment: null }),
      ["client: hi"],
    ],
    [
      "data behind a hole, and what fills it",
      (steady) => steady.take("client", 103, "lo").take("client", 100, "hel"),
      ["client: hello"],
    ],
    [
      "data of one side after the other has ended",
      (steady) => steady.take("server", 500, "", { flags: "FA" }).take("client", 100, "hi", { acknowledgment: 501 }),
      ["server fin", "client: hi"],
    ],
  ])("%s", (_, take, lines) => {
    expect(take(new Steady()).log.lines).toEqual(lines);
  });

  test("a packet after a long silence, with which another connection may begin", () => {
    const steady = new Steady();
    steady.following.setHandshaking(0, true);
    steady.take("client", 100, "hi", { afterUs: PATIENCE_SECONDS * 1e6 });
    expect(steady.log.lines).toEqual(["timeout"]);
    const open = new Steady().take("client", 100, "hi", { afterUs: PATIENCE_SECONDS * 1e6 });
    expect(open.log.lines).toEqual(["client: hi"]);
  });

  test("a connection whose beginning was not captured: its first bytes are waited for", () => {
    const late = new Steady((conversation) => conversation.ack("client").ack("server"));
    expect(late.take("client", 105, "lo").take("client", 100, "hello").log.lines).toEqual([]);
    late.take("server", 500, "", { afterUs: 3e6, acknowledgment: 107 });
    expect(late.log.lines).toEqual(["client: hellolo"]);
  });

  test("a connection of which one side acknowledged nothing yet", () => {
    const half = new Steady((conversation) => conversation.syn());
    expect(half.take("client", 100, "hi", { acknowledgment: null }).facts.client).toMatchObject({ ackedKnown: false });
  });

  test("a connection that is over", () => {
    const steady = new Steady().take("client", 100, "", { flags: "RA" }).take("server", 500, "late", { afterUs: 3e6 });
    expect(steady.log.lines).toEqual(["client rst", "closed"]);
  });
});

test("counts the acknowledgments of a side after the other has ended", () => {
  const steady = new Steady().take("server", 500, "", { flags: "FA" }).take("client", 100, "", { acknowledgment: 501 });
  expect(steady.facts).toMatchObject({ server: { unacknowledged: false }, client: { packets: 3 } });
});

test("takes no acknowledgment from an earlier use of the ports for one of this connection", () => {
  const steady = new Steady().take("server", 500, "answer");
  steady.take("client", 100, "", { acknowledgment: 500 + 0x4000_0000 });
  expect(steady.facts.server.unacknowledged).toBe(true);
});
