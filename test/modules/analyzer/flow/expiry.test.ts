import { tcp } from "../../../support/conversations";
import { seededRandom } from "../../../support/pcap-mutations";
import { follow, Following } from "./event-log";

describe("silence", () => {
  const silentFor = (seconds: number, handshaking: boolean): readonly string[] => {
    const following = new Following();
    const open = tcp().connect();
    following.accept(open.packets);
    following.setHandshaking(0, handshaking);
    // Time passes only by packets, here of another connection.
    const clock = tcp({ client: "198.51.100.1:1", server: "198.51.100.2:443", startUs: open.endUs + seconds * 1e6 });
    return following.accept(clock.ack("client").packets).finish().logs[0]!;
  };

  test.each([
    [59, true, "capture-end"],
    [61, true, "timeout"],
    [3999, false, "capture-end"],
    [4001, false, "timeout"],
  ])("of %d s, in a handshake %p, ends in %s", (seconds, handshaking, why) => {
    expect(silentFor(seconds, handshaking)).toEqual([why]);
  });

  test("of one side of a reset connection is no timeout", () => {
    const following = new Following();
    const reset = tcp().connect().rst("server");
    following.accept(reset.packets);
    following.accept(tcp({ client: "198.51.100.1:1", startUs: reset.endUs + 1e9 }).ack("client").packets);
    expect(following.logs[0]).toEqual(["server rst", "closed"]);
  });

  test.each([
    [59, "capture-end"],
    [61, "timeout"],
  ])("of %d s with a segment held ends in %s", (seconds, why) => {
    const following = new Following();
    const open = tcp().connect().unseen("client", "?").client("behind a hole");
    following.accept(open.packets);
    following.accept(tcp({ client: "198.51.100.1:1", startUs: open.endUs + seconds * 1e6 }).ack("client").packets);
    expect(following.finish().logs[0]).toEqual([why]);
  });

  test("ends a connection at its next packet, though idle ones were not looked for", () => {
    const idle = tcp().connect().client("one").wait(4001).client("two");
    expect(follow(idle.packets).logs).toEqual([["client: one", "timeout"]]);
  });
});

describe("too many connections", () => {
  test("end those that were idle for longest", () => {
    const following = new Following({ maxConnections: 32 });
    const syn = (index: number, startUs: number) =>
      tcp({ client: `203.0.113.5:${50_000 + index}`, startUs }).syn().packets;
    for (let index = 0; index < 32; index++) following.accept(syn(index, 1e15 + index));
    // All but 5 and 7 are heard of again, 3 before the others.
    const again = [3, ...Array.from({ length: 32 }, (_, index) => index).filter((index) => ![3, 5, 7].includes(index))];
    for (const [turn, index] of again.entries()) following.accept(syn(index, 1e15 + 1000 + turn));
    following.accept(syn(32, 1e15 + 5000));
    const evicted = following.followed.flatMap(({ log }, index) => (log.lines.includes("evicted") ? [index] : []));
    expect(evicted).toEqual([5, 7]);
    expect(following.active).toBe(31);
  });

  test("end a sixteenth of them, whatever times they were last heard of", () => {
    const random = seededRandom(3);
    for (let round = 0; round < 40; round++) {
      const following = new Following({ maxConnections: 100 });
      // Few times, so that many are idle for equally long.
      const lastUs = Array.from({ length: 100 }, () => 1e15 + Math.floor(random() * (1 + 4 * round)));
      lastUs.forEach((startUs, index) => {
        following.accept(tcp({ client: `203.0.113.5:${1000 + index}`, startUs }).syn().packets);
      });
      following.accept(tcp({ startUs: 2e15 }).syn().packets);
      // Of those idle for as long as the seventh, the ones that began first.
      const seventh = [...lastUs].sort((a, b) => a - b)[6]!;
      const expected = [...lastUs.keys()].filter((index) => lastUs[index]! <= seventh).slice(0, 7);
      const began = following.followed.flatMap(({ log }, index) => (log.lines.includes("evicted") ? [index] : []));
      expect(began).toEqual(expected);
    }
  });

  test("leave one when only one is allowed", () => {
    const first = tcp().connect();
    const second = tcp({ client: "203.0.113.6:50000", startUs: first.endUs }).connect();
    const { logs } = follow([...first.packets, ...second.packets], { maxConnections: 1 });
    expect(logs).toEqual([["evicted"], ["capture-end"]]);
  });

  test("do not keep the table growing by connections that were given up", () => {
    const following = new Following({ maxConnections: 10 });
    for (let index = 0; index < 1000; index++) {
      following.accept(tcp({ client: `203.0.113.5:${1000 + index}`, startUs: 1e15 + index }).connect().packets);
    }
    expect(following.active).toBeLessThanOrEqual(10);
    expect(following.finish().logs).toHaveLength(1000);
  });
});
