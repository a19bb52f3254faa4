import { access, constants, mkdir, readFile } from "node:fs/promises";
import { which } from "zx/core";
import { capabilityMissing, commandsMissing, folderNotWritable, reasonOf } from "./errors";

/** What the script runs, and the package of Debian that brings it. In Amazon Linux iproute2 is called iproute. */
const COMMANDS: Readonly<Record<string, string>> = {
  tcpdump: "tcpdump",
  ip: "iproute2",
  ethtool: "ethtool",
  setpriv: "util-linux",
};

/** Numbers of Linux capabilities, from linux/capability.h. */
const CAP_NET_ADMIN = 12;
const CAP_NET_RAW = 13;

/** What this process may do with the network. */
export interface NetworkRights {
  readonly mayCapture: boolean;
  readonly mayAdminister: boolean;
}

/** Checks everything that can be checked before anything is changed. Throws a UserError for what is missing. */
export async function preflight(folder: string): Promise<NetworkRights> {
  await checkCommands();
  const rights = await networkRights();
  if (!rights.mayCapture) throw capabilityMissing("CAP_NET_RAW", "capture packets");
  await checkFolder(folder);
  return rights;
}

/** Checks what making devices needs. */
export async function preflightPrepare(): Promise<void> {
  await checkCommands();
  const rights = await networkRights();
  if (!rights.mayAdminister) throw capabilityMissing("CAP_NET_ADMIN", "create VXLAN devices");
}

/** Reads the effective capabilities out of /proc/self/status (proc_pid_status(5), field CapEff). */
export function parseNetworkRights(status: string): NetworkRights {
  const [, mask = "0"] = /^CapEff:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  const has = (capability: number) => ((BigInt(`0x${mask}`) >> BigInt(capability)) & 1n) === 1n;
  return { mayCapture: has(CAP_NET_RAW), mayAdminister: has(CAP_NET_ADMIN) };
}

async function networkRights(): Promise<NetworkRights> {
  return parseNetworkRights(await readFile("/proc/self/status", "utf8"));
}

async function checkCommands(): Promise<void> {
  const missing: string[] = [];
  for (const command of Object.keys(COMMANDS)) {
    if ((await which(command, { nothrow: true })) === null) missing.push(command);
  }
  if (missing.length > 0) {
    throw commandsMissing(
      missing,
      missing.map((command) => COMMANDS[command] ?? command),
    );
  }
}

async function checkFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderNotWritable(folder, reasonOf(error));
  }
}
