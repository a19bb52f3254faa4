import { readFile } from "node:fs/promises";

/**
 * Mirrored packets with a VNI that nobody receives.
 *
 * The kernel drops them without a count of their own, but counts them among all UDP datagrams it took in
 * (/proc/net/snmp, `InDatagrams`: also those that an encapsulation takes). What the VXLAN devices received less than
 * that came for another VNI, or for the machine itself: answers of DNS and time servers, a few a minute. Both files are
 * readable without rights and of the own network namespace.
 */
export interface UdpCounters {
  /** UDP datagrams that the machine took in. */
  readonly datagrams: number;
  /** Packets that the named devices made of them, dropped ones included. */
  readonly received: number;
}

export async function udpCounters(devices: readonly string[]): Promise<UdpCounters> {
  const [snmp, dev] = await Promise.all(
    ["/proc/net/snmp", "/proc/net/dev"].map((path) => readFile(path, "utf8").catch(() => "")),
  );
  return parseUdpCounters(snmp ?? "", dev ?? "", devices);
}

export function parseUdpCounters(snmp: string, dev: string, devices: readonly string[]): UdpCounters {
  const [names = [], values = []] = snmp
    .split("\n")
    .filter((line) => line.startsWith("Udp: "))
    .map((line) => line.split(" "));
  const received = dev.split("\n").map((line) => {
    // Received: bytes, packets, errors, drops, ...
    const [, name = "", packets = "0", drops = "0"] = /^\s*([^\s:]+):\s*\d+\s+(\d+)\s+\d+\s+(\d+)/.exec(line) ?? [];
    return devices.includes(name) ? Number(packets) + Number(drops) : 0;
  });
  return {
    datagrams: Number(values[names.indexOf("InDatagrams")] ?? 0),
    received: received.reduce((sum, packets) => sum + packets, 0),
  };
}

/** Datagrams between two readings that no device received; the counters begin again with the machine or a device. */
export function outsidePackets(later: UdpCounters, earlier: UdpCounters): number {
  const datagrams = later.datagrams - earlier.datagrams;
  const received = later.received - earlier.received;
  return Math.max(0, datagrams - Math.max(0, received));
}
