import { $ } from "zx/core";
import { deviceMissing, deviceRefused, deviceUnfit } from "./errors";

/** UDP port of mirrored packets: IANA's for VXLAN (RFC 7348 section 5), and the only one AWS sends to. */
export const VXLAN_PORT = 4789;

/** One VNI and the network device that receives it. */
export interface VxlanDevice {
  readonly name: string;
  readonly vni: number;
}

/** A network device as `ip -json -details link show` tells it, as far as it matters here. */
export interface LinkFacts {
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly link_type: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: { readonly id?: number; readonly port?: number };
  };
}

const run = $({ quiet: true, nothrow: true });

/** Devices for VNIs in the order of the settings: `capture0` receives the first. */
export function vxlanDevices(vnis: readonly number[]): VxlanDevice[] {
  return vnis.map((vni, index) => ({ name: `capture${index}`, vni }));
}

/**
 * Makes the device where it is missing, checks it where it exists.
 *
 * @param mayAdminister - whether this process has CAP_NET_ADMIN; without it nothing is changed
 */
export async function ensureDevice(device: VxlanDevice, mayAdminister: boolean): Promise<void> {
  const existing = (await links()).find((link) => link.ifname === device.name);
  if (existing === undefined) {
    if (!mayAdminister) throw deviceMissing(device.name, device.vni);
    await makeDevice(device);
    return;
  }
  if (mayAdminister && isReceiver(existing, device.vni)) await settleDevice(device);
  const problems = await deviceProblems(device);
  if (problems.length > 0) throw deviceUnfit(device.name, device.vni, problems);
}

/** Why the device cannot receive its VNI; empty when it can. */
export async function deviceProblems(device: VxlanDevice): Promise<string[]> {
  const facts = (await links()).find((link) => link.ifname === device.name);
  if (facts === undefined) return ["it does not exist"];
  return judgeDevice(facts, device.vni, await isReceiveOffloadOn(device.name));
}

/** Judges a device by its facts. */
export function judgeDevice(facts: LinkFacts, vni: number, receiveOffload: boolean): string[] {
  const { info_kind: kind, info_data: data } = facts.linkinfo ?? {};
  if (kind !== "vxlan") return [`it is ${kind === undefined ? "no virtual device" : `a ${kind} device`}, not vxlan`];
  const problems: string[] = [];
  if (data?.id !== vni) problems.push(`it receives VNI ${data?.id ?? "unknown"}`);
  if (data?.port !== VXLAN_PORT) problems.push(`it listens on UDP port ${data?.port ?? "unknown"}, not ${VXLAN_PORT}`);
  if (!facts.flags.includes("UP")) problems.push("it is down");
  if (receiveOffload) problems.push("generic receive offload is on, which merges packets before they are captured");
  return problems;
}

/** Removes receivers of ours that `devices` does not name, so that changed settings can take their place. */
export async function removeStaleDevices(devices: readonly VxlanDevice[]): Promise<void> {
  for (const link of await links()) {
    const isOurs = /^capture\d+$/.test(link.ifname) && link.linkinfo?.info_kind === "vxlan";
    const isWanted = devices.some((device) => device.name === link.ifname && isReceiver(link, device.vni));
    if (isOurs && !isWanted) await run`ip link del dev ${link.ifname}`;
  }
}

/**
 * Turns generic receive offload off on the network cards, which would merge several mirrored packets into one.
 *
 * @returns the names of the cards
 */
export async function turnCardOffloadOff(): Promise<string[]> {
  const cards = (await links()).filter(isCard).map((link) => link.ifname);
  for (const card of cards) await run`ethtool -K ${card} gro off`;
  return cards;
}

/** A card that packets come in by; a veth pair is what a container or network namespace has for one. */
export function isCard(link: LinkFacts): boolean {
  const kind = link.linkinfo?.info_kind;
  return link.link_type === "ether" && (kind === undefined || kind === "veth");
}

function isReceiver(link: LinkFacts, vni: number): boolean {
  return link.linkinfo?.info_kind === "vxlan" && link.linkinfo.info_data?.id === vni;
}

async function makeDevice(device: VxlanDevice): Promise<void> {
  // No remote and no local address: they would not filter what is received. Security groups do.
  const options = ["id", `${device.vni}`, "dstport", `${VXLAN_PORT}`, "nolearning", "noudpcsum"];
  const added = await run`ip link add ${device.name} type vxlan ${options}`;
  if (added.exitCode !== 0) throw deviceRefused(device.name, device.vni, added.stderr.trim());
  await settleDevice(device);
}

/** The device only listens: no ARP and no IPv6 addresses, whose packets would be captured as if mirrored. */
async function settleDevice({ name, vni }: VxlanDevice): Promise<void> {
  // In one command, ip would bring the device up first, and the kernel would give it an address.
  for (const step of [["addrgenmode", "none", "arp", "off"], ["up"]]) {
    const set = await run`ip link set dev ${name} ${step}`;
    if (set.exitCode !== 0) throw deviceRefused(name, vni, set.stderr.trim());
  }
  const offload = await run`ethtool -K ${name} gro off`;
  if (offload.exitCode !== 0) throw deviceRefused(name, vni, offload.stderr.trim());
}

async function isReceiveOffloadOn(name: string): Promise<boolean> {
  const features = await run`ethtool -k ${name}`;
  return /^generic-receive-offload: on/m.test(features.stdout);
}

async function links(): Promise<LinkFacts[]> {
  const shown = await run`ip -json -details link show`;
  return shown.exitCode === 0 ? (JSON.parse(shown.stdout) as LinkFacts[]) : [];
}
