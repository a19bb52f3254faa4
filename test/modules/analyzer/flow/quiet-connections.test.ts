import fc from "fast-check";
import type { FlowLimits } from "../../../../modules/analyzer/flow/limits";
import { tcp, type TcpOptions } from "../../../support/conversations";
import { Following } from "./event-log";

const LINGER_US = 60e6;
const START_US = 1e15;

/** Makes connections quiet, and asks whether their stray packets are still recognised. */
class Quieting {
  readonly following: Following;

  constructor(limits: Partial<FlowLimits> = {}) {
    this.following = new Following({ reorderSeconds: 0, ...limits });
  }

  /** A connection that is quiet since `sinceUs`. With `syn`, its SYN was seen. */
  quieten(sinceUs: number, options: TcpOptions = {}, syn = true): void {
    const conversation = tcp({ ...options, startUs: 0 });
    if (syn) conversation.syn();
    conversation.rst("server", { flags: "R" });
    // It ends at the first later packet, which comes in the same moment here: time is told in fractions as well.
    const clock = tcp({ server: "10.0.1.10:25" }).ack("client").packets;
    const times = [sinceUs - 2, sinceUs - 1, sinceUs];
    const packets = [...conversation.packets, ...clock].map((packet, i, all) => ({
      ...packet,
      timeUs: times.at(i - all.length)!,
    }));
    this.following.accept(packets);
  }

  /** Whether a packet begins a connection, and is no stray of a quiet one. */
  begins(timeUs: number, options: TcpOptions = {}, from: "client" | "server" = "client"): boolean {
    return this.#begins(tcp(options).ack(from).packets[0]!, timeUs);
  }

  /** Whether a SYN does. */
  synBegins(timeUs: number, options: TcpOptions): boolean {
    return this.#begins(tcp(options).syn().packets[0]!, timeUs);
  }

  #begins(packet: { readonly bytes: Uint8Array }, timeUs: number): boolean {
    const { followed } = this.following;
    const before = followed.length;
    this.following.accept([{ ...packet, timeUs }]);
    return followed.length > before;
  }
}

test("knows no connection that was not there before", () => {
  expect(new Quieting().begins(START_US)).toBe(true);
});

test.each([
  ["the same SYN once more, which is a copy", { clientIsn: 0 }, true, false],
  ["another SYN", { clientIsn: 7 }, true, true],
  ["any SYN where the one before was not seen", { clientIsn: 0 }, false, true],
])("by its SYN: %s, begins a connection", (_, options, seen, begins) => {
  const quieting = new Quieting();
  quieting.quieten(START_US, { clientIsn: 0 }, seen);
  expect(quieting.synBegins(START_US + 1, options)).toBe(begins);
});

test.each([
  [LINGER_US, false],
  [LINGER_US + 1, true],
])("remembers a connection for as long as told, and not a microsecond longer: %d", (us, begins) => {
  const quieting = new Quieting();
  quieting.quieten(START_US);
  expect(quieting.begins(START_US + us)).toBe(begins);
});

test("finds a connection by the packets of its other side, under its own VNI alone", () => {
  const quieting = new Quieting();
  quieting.quieten(START_US, { vni: 7 });
  expect(quieting.begins(START_US + 1, { vni: 7 }, "server")).toBe(false);
  expect(quieting.begins(START_US + 1, { vni: 7 })).toBe(false);
  expect(quieting.begins(START_US + 1, { vni: 8 })).toBe(true);
});

test("forgets a connection whose ports are used again, and no other", () => {
  const quieting = new Quieting();
  const other = { client: "203.0.113.6:50000" };
  quieting.quieten(START_US);
  quieting.quieten(START_US, other);
  expect(quieting.synBegins(START_US + 1, { clientIsn: 7 })).toBe(true);
  expect(quieting.begins(START_US + 2, other)).toBe(false);
});

test("counts from the last time that a connection became quiet", () => {
  const quieting = new Quieting();
  quieting.quieten(START_US);
  quieting.quieten(START_US + 30e6, { clientIsn: 7 });
  expect(quieting.begins(START_US + LINGER_US + 29e6)).toBe(false);
  expect(quieting.begins(START_US + LINGER_US + 30e6 + 1)).toBe(true);
});

const client = (index: number) => ({ client: `203.0.113.${index >> 10}:${1000 + (index & 1023)}` });

test("forgets those that were quiet first when there are more than connections may be followed", () => {
  const quieting = new Quieting({ maxConnections: 10 });
  for (let index = 0; index < 12; index++) quieting.quieten(START_US + 10 * index, client(index));
  const begins = Array.from({ length: 12 }, (_, index) => quieting.begins(START_US + 1000, client(index)));
  expect(begins).toEqual([true, true, ...new Array<boolean>(10).fill(false)]);
});

test("knows which were quiet first when more room is made in the middle of the queue", () => {
  const quieting = new Quieting({ maxConnections: 300 });
  // Room for 256, in which the queue begins behind the first 200 when the others come.
  for (let index = 0; index < 200; index++) quieting.quieten(START_US + 10 * index, client(index));
  const laterUs = START_US + 2 * LINGER_US;
  for (let index = 200; index < 600; index++) quieting.quieten(laterUs + 10 * index, client(index));
  const begins = Array.from({ length: 400 }, (_, index) => quieting.begins(laterUs + 10_000, client(200 + index)));
  expect(begins).toEqual(begins.map((_, index) => index < 100));
});

test("forgets in the order of becoming quiet, however many there are", () => {
  const turn = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: LINGER_US }));
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 5 }), (turns) => {
      const quieting = new Quieting();
      const sinceUs: number[] = [];
      let timeUs = START_US;
      for (const [count, waitUs] of turns) {
        for (let i = 0; i < count; i++) {
          timeUs += 1000;
          quieting.quieten(timeUs, client(sinceUs.length));
          sinceUs.push(timeUs);
        }
        timeUs += waitUs;
      }
      const wrong = sinceUs.filter(
        (since, index) => quieting.begins(timeUs, client(index)) !== timeUs - since > LINGER_US,
      );
      expect(wrong).toEqual([]);
    }),
    { numRuns: 10 },
  );
});
