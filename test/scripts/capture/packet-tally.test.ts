import { PacketTally } from "../../../scripts/capture/packet-tally";
import type { PacketCounters } from "../../../scripts/capture/counters";

const counters = (captured: number): PacketCounters => ({
  captured,
  received: captured + 2,
  dropped: 1,
  droppedByInterface: 0,
});

describe("packets counted over several tcpdumps", () => {
  test("are those of each, however often it tells", () => {
    const tally = new PacketTally();
    tally.count(counters(10));
    tally.count(counters(15));
    tally.begin();
    tally.count(counters(4));

    expect(tally.total).toEqual({ captured: 19, received: 23, dropped: 2, droppedByInterface: 0 });
  });

  test("include the last of one whose successor counts already", () => {
    const tally = new PacketTally();
    tally.count(counters(10));
    const { told } = tally;
    tally.begin();
    tally.count(counters(3));
    tally.addLast(counters(12), told);

    expect(tally.total.captured).toBe(15);
  });

  test("tell since when there was no new one", () => {
    const tally = new PacketTally();
    expect([tally.hasGrown(1_000), tally.silentSeconds(1_000)]).toEqual([false, null]);
    tally.count(counters(1));

    expect([tally.hasGrown(2_000), tally.silentSeconds(5_000)]).toEqual([true, 3]);
    expect([tally.hasGrown(5_000), tally.silentSeconds(5_000)]).toEqual([false, 3]);
    tally.prove(5_000);
    expect(tally.silentSeconds(5_000)).toBe(0);
  });
});
