import fc from "fast-check";
import { tcp } from "../../../support/conversations";
import { Following } from "./event-log";

const REORDER_US = 2e6;

/** Resets one connection after the other, and lets time pass, which comes with the packets of yet another. */
class Closing {
  readonly following = new Following();
  /** Since when each is closed. */
  readonly sinceUs: number[] = [];
  timeUs = 1e15;

  reset(): void {
    const client = `203.0.113.${this.sinceUs.length >> 10}:${1000 + (this.sinceUs.length & 1023)}`;
    const conversation = tcp({ client, startUs: this.timeUs }).segment("server", 1, undefined, { flags: "R" });
    this.following.accept(conversation.packets);
    this.timeUs = conversation.endUs;
    this.sinceUs.push(this.timeUs);
  }

  wait(us: number): void {
    this.timeUs += us;
    const clock = tcp({ server: "10.0.1.10:25", startUs: this.timeUs }).ack("client");
    this.following.accept(clock.packets);
    this.timeUs = clock.endUs;
  }

  /** As many as have been closed for longer than packets may come out of order. */
  get dueCount(): number {
    return this.sinceUs.filter((sinceUs) => sinceUs < this.timeUs - REORDER_US).length;
  }
}

test("ends a closed connection when stragglers have had their time, and not a microsecond sooner", () => {
  const closing = new Closing();
  closing.reset();
  // The packet by which time is told comes a millisecond later.
  closing.wait(REORDER_US - 1000);
  expect(closing.following.ended).toEqual([]);
  closing.wait(-999);
  expect(closing.following.ended).toHaveLength(1);
});

test("ends connections in the order in which they were closed, however many are waiting", () => {
  // Room is made at first for 256, and twice as many whenever they are too many, wherever the queue then begins.
  const beginsInside: [number, number][] = [[200, 3e6], [400, 0], [1, 3e6]]; // prettier-ignore
  const turn = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 3e6 }));
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 6 }), (turns) => {
      const closing = new Closing();
      for (const [resets, waitUs] of turns) {
        for (let i = 0; i < resets; i++) closing.reset();
        closing.wait(waitUs);
        expect(closing.following.ended).toEqual(closing.following.followed.slice(0, closing.dueCount));
      }
      const { logs } = closing.following.finish();
      expect(logs.filter((lines) => lines.join() !== "server rst,closed")).toEqual([]);
    }),
    { numRuns: 15, examples: [[beginsInside]] },
  );
});

test("does not end a connection twice whose ports were used again while it waited", () => {
  const closed = tcp().connect().rst("server");
  const next = tcp({ clientIsn: 90_000, startUs: closed.endUs }).connect().client("two").wait(3).ack("client");
  const { logs } = new Following().accept([...closed.packets, ...next.packets]).finish();
  expect(logs).toEqual([
    ["server rst", "closed"],
    ["client: two", "capture-end"],
  ]);
});
