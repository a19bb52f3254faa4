import { addCounters, countersSince, NO_PACKETS, parseCounters } from "../../../scripts/capture/counters";

const counters = (captured: number, received: number, dropped: number, droppedByInterface = 0) => ({
  captured,
  received,
  dropped,
  droppedByInterface,
});

describe("packet counts of tcpdump", () => {
  test.each([
    "",
    "tcpdump: listening on capture0, link-type EN10MB (Ethernet)\n",
    "tcpdump: 5 packets captured, 5 packets",
  ])("are not there in %j", (text) => {
    expect(parseCounters(text)).toBeUndefined();
  });

  test("are read from the line it prints on SIGUSR1", () => {
    const line = "tcpdump: 10 packets captured, 12 packets received by filter, 2 packets dropped by kernel\n";

    expect(parseCounters(line)).toEqual(counters(10, 12, 2));
  });

  test("are read from the lines it prints at its end", () => {
    const lines = "1 packet captured\n1 packet received by filter\n0 packets dropped by kernel\n";

    expect(parseCounters(lines)).toEqual(counters(1, 1, 0));
    expect(parseCounters(`${lines}3 packets dropped by interface\n`)).toEqual(counters(1, 1, 0, 3));
  });

  test("are the last that were told", () => {
    const line = (n: number) =>
      `tcpdump: ${n} packets captured, ${n} packets received by filter, 0 packets dropped by kernel\n`;

    expect(parseCounters(line(10) + line(25))).toEqual(counters(25, 25, 0));
  });

  test("are subtracted across the wrap of 32 bits", () => {
    expect(countersSince(counters(5, 6, 7), counters(0xffffffff, 0xfffffffe, 7))).toEqual(counters(6, 8, 0));
  });

  test("are added without a wrap", () => {
    expect(addCounters(counters(0xffffffff, 1, 2, 3), counters(1, 1, 1, 1))).toEqual(counters(0x100000000, 2, 3, 4));
    expect(addCounters(NO_PACKETS, counters(1, 2, 3, 4))).toEqual(counters(1, 2, 3, 4));
  });
});
