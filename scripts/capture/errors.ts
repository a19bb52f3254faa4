import { UserError } from "../../modules/contracts";

/** Messages of the capture script, in one place: each says what, where and how to fix it. */

export const badOption = (problem: string): UserError => new UserError(`${problem}\nRun with --help for the flags.`);

export const notWholeNumber = (flag: string, value: string, from: number, to: number): UserError =>
  new UserError(`${flag} must be a whole number from ${from} to ${to}, got "${value}".`);

export const settingsUnreadable = (path: string, reason: string): UserError =>
  new UserError(
    `${path}: the settings cannot be read (${reason}).\n` +
      `The constructs write this file from user data. Name another one with --settings FILE, or capture without one: --vni N.`,
  );

export const settingsNotJson = (path: string, reason: string): UserError =>
  new UserError(`${path}: the settings are not JSON (${reason}).\nCheck the file with: node -p 'require("${path}")'`);

export const settingsInvalid = (path: string, problems: readonly string[]): UserError =>
  new UserError(
    [`${path}: ${problems.length === 1 ? "a setting is" : `${problems.length} settings are`} not usable.`]
      .concat(problems.map((problem) => `  - ${problem}`))
      .concat("Correct the file, or the properties of the construct that wrote it, and start again.")
      .join("\n"),
  );

export const commandsMissing = (commands: readonly string[], packages: readonly string[]): UserError =>
  new UserError(
    `Not found on PATH: ${commands.join(", ")}.\n` +
      `Install with "dnf install ${packages.join(" ")}" or "apt-get install ${packages.join(" ")}".`,
  );

export const capabilityMissing = (capability: "CAP_NET_RAW" | "CAP_NET_ADMIN", purpose: string): UserError =>
  new UserError(
    `${capability} is missing, and it is needed to ${purpose}.\n` +
      `Run as root, or give the service AmbientCapabilities=${capability}.`,
  );

export const folderNotWritable = (folder: string, reason: string): UserError =>
  new UserError(
    `${folder}: captures cannot be written there (${reason}).\n` +
      `Create the folder for this user, or name another one with --folder FOLDER.`,
  );

export const folderInUse = (folder: string): UserError =>
  new UserError(
    `${folder}: another capture is writing there.\n` +
      `Stop it (systemctl stop tls-mirror-capture), or name another folder with --folder FOLDER.`,
  );

export const deviceMissing = (device: string, vni: number): UserError =>
  new UserError(
    `Network device ${device} for VNI ${vni} does not exist, and creating it needs CAP_NET_ADMIN.\n` +
      `Run "systemctl restart tls-mirror-devices", or this command with --prepare as root.`,
  );

export const deviceUnfit = (device: string, vni: number, problems: readonly string[]): UserError =>
  new UserError(
    `Network device ${device} cannot receive VNI ${vni}: ${problems.join("; ")}.\n` +
      `Remove it with "ip link del ${device}" and start again: it is then made as it must be.`,
  );

export const deviceRefused = (device: string, vni: number, reason: string): UserError =>
  new UserError(
    `Network device ${device} for VNI ${vni} could not be made: ${reason}.\n` +
      `"ip -details link show type vxlan" lists the devices there are: one VNI can have only one on UDP port 4789.`,
  );

export const tcpdumpRefused = (device: string, message: string): UserError =>
  new UserError(
    `tcpdump could not capture on ${device}: ${message}\n` +
      `Try it by hand: tcpdump -i ${device} -p -c 1. It needs CAP_NET_RAW and a device that is up.`,
  );

export const tcpdumpLate = (seconds: number): string =>
  `it had not begun after ${seconds} s, and was ended; the machine may be too busy.`;

export const healthPortTaken = (port: number, reason: string): UserError =>
  new UserError(
    `TCP port ${port} cannot be opened for the health check (${reason}).\n` +
      `Set another "healthPort" in the settings, and in the load balancer's health check.`,
  );

export const metadataRefused = (category: string, status: number): UserError =>
  new UserError(
    `The instance's metadata tell no ${category} (status ${status}).\n` +
      "Run this on an EC2 instance that answers IMDSv2, from the instance itself and not from a container.",
  );

export const autoScalingRefused = (operation: string, reason: string): UserError =>
  new UserError(
    `AWS did not take ${operation}: ${reason}\n` +
      "The instance's role needs autoscaling:CompleteLifecycleAction and autoscaling:RecordLifecycleActionHeartbeat " +
      "for its group, the image the AWS CLI, and the subnet a way to the service.",
  );

/** What an error caught says, for use in a message of ours. */
export function reasonOf(error: unknown): string {
  const says = typeof error === "object" && error !== null && "message" in error;
  return says ? String(error.message) : String(error);
}

/** Whether the operating system told it, of a disk that is full for instance: it may pass, and is no bug. */
export function isOfSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
