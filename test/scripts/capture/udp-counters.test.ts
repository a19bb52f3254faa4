import { outsidePackets, parseUdpCounters } from "../../../scripts/capture/udp-counters";

const SNMP = `Ip: Forwarding DefaultTTL
Ip: 1 64
Udp: InDatagrams NoPorts InErrors OutDatagrams
Udp: 1200 3 0 400
UdpLite: InDatagrams NoPorts
UdpLite: 0 0
`;
const DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop
    lo:  848832   11500    0    0    0     0          0         0   848832   11500    0    0
capture0: 5000     700    0   20    0     0          0         0        0       0    0    0
capture1:   90       3    0    0    0     0          0         0        0       0    0    0
`;

describe("UDP packets for no VNI of ours", () => {
  test("are none where the kernel tells nothing", () => {
    expect(parseUdpCounters("", "", ["capture0"])).toEqual({ datagrams: 0, received: 0 });
  });

  test("are read from the kernel's counts, with those that devices dropped", () => {
    expect(parseUdpCounters(SNMP, DEV, ["capture0", "capture1"])).toEqual({ datagrams: 1_200, received: 723 });
    expect(parseUdpCounters(SNMP, DEV, ["capture1"]).received).toBe(3);
  });

  test("are what no device received of what came since the last reading", () => {
    expect(outsidePackets({ datagrams: 1_500, received: 900 }, { datagrams: 1_200, received: 723 })).toBe(123);
  });

  test("are never fewer than none, and counted in full after a device was made anew", () => {
    expect(outsidePackets({ datagrams: 1_210, received: 740 }, { datagrams: 1_200, received: 723 })).toBe(0);
    expect(outsidePackets({ datagrams: 1_210, received: 0 }, { datagrams: 1_200, received: 723 })).toBe(10);
  });
});
