import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { commandFailed } from "./errors";

/** Per-namespace files that `ip netns exec` mounts over those in /etc (ip-netns(8)). */
const NAMESPACE_ETC = "/etc/netns";

/** Milliseconds a command may run before it is killed, unless told otherwise. */
export const DEFAULT_COMMAND_TIMEOUT_MS = 30_000;

/** Milliseconds between two texts of a command's input. */
export const INPUT_PAUSE_MS = 400;

/** How a command ended. */
export interface Finished {
  /** Exit status; null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /**
   * Texts for the command's standard input: one, a pause of {@link INPUT_PAUSE_MS}, the next; a pause, and the end.
   *
   * @default - nothing, ended at once
   */
  readonly input?: readonly string[];
  /** @default DEFAULT_COMMAND_TIMEOUT_MS */
  readonly timeoutMs?: number;
  /** Working folder. @default - the caller's */
  readonly cwd?: string;
}

/** One end of a veth pair. */
export interface LinkEnd {
  readonly namespace: NetworkNamespace;
  /** Name inside the namespace, such as `eth0`. */
  readonly device: string;
  /** Hardware address. A fixed one keeps captures alike from run to run. */
  readonly mac: string;
}

/** A network namespace on this machine. Needs root and iproute2. */
export class NetworkNamespace {
  constructor(readonly name: string) {}

  /** Runs a command inside to its end, whatever its exit status. */
  run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return finish("ip", ["netns", "exec", this.name, command, ...args], options);
  }

  /** Runs a command inside and throws when it fails. */
  async must(command: string, args: readonly string[]): Promise<string> {
    return must("ip", ["netns", "exec", this.name, command, ...args]);
  }

  /** Starts a command inside; its pid is the command's own, since `ip netns exec` replaces itself. */
  start(
    command: string,
    args: readonly string[],
    options: { readonly cwd?: string } = {},
  ): ChildProcessWithoutNullStreams {
    return spawn("ip", ["netns", "exec", this.name, command, ...args], {
      cwd: options.cwd,
      stdio: ["pipe", "pipe", "pipe"],
    });
  }

  /** Gives a device an address, which it may have already. Only a shorter prefix makes others directly reachable. */
  async address(device: string, cidr: string): Promise<void> {
    const nodad = cidr.includes(":") ? ["nodad"] : [];
    await this.must("ip", ["address", "replace", cidr, "dev", device, ...nodad]);
  }

  /**
   * Sends packets for `destination` out of `device`, treating it as directly reachable.
   *
   * A second call with another `source` moves the route, so that any program can be given a source address.
   */
  async route(destination: string, device: string, source?: string): Promise<void> {
    const from = source === undefined ? [] : ["src", source];
    await this.must("ip", ["route", "replace", destination, "dev", device, ...from]);
  }
}

/** Network namespaces made together and removed together. */
export class Namespaces {
  readonly #prefix: string;
  readonly #made: NetworkNamespace[] = [];

  /** @param prefix Begins every namespace's name, so that two owners do not collide. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /**
   * Makes a namespace with loopback up and IPv6 autoconfiguration off, so that nobody speaks in it unasked.
   *
   * @param hosts Names that programs inside resolve, with their addresses.
   */
  async make(role: string, hosts: Readonly<Record<string, string>> = {}): Promise<NetworkNamespace> {
    const namespace = new NetworkNamespace(`${this.#prefix}-${role}`);
    await must("ip", ["netns", "add", namespace.name]);
    this.#made.push(namespace);

    const folder = join(NAMESPACE_ETC, namespace.name);
    const lines = Object.entries({ localhost: "127.0.0.1", ...hosts }).map(([name, ip]) => `${ip} ${name}\n`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "hosts"), lines.join(""));
    await writeFile(join(folder, "resolv.conf"), "");

    for (const setting of ["autoconf=0", "accept_ra=0", "accept_dad=0", "router_solicitations=0"]) {
      await namespace.must("sysctl", ["-qw", `net.ipv6.conf.default.${setting}`]);
    }
    await namespace.must("ip", ["link", "set", "lo", "up"]);
    return namespace;
  }

  /**
   * Joins two namespaces with a veth pair whose packets look as they would on a wire.
   *
   * Offloads are off at both ends: otherwise segments of up to 64 KB with unfinished checksums are seen.
   *
   * @param mtu Bytes of an IP packet. @default 1500
   */
  async connect(a: LinkEnd, b: LinkEnd, mtu = 1500): Promise<void> {
    const near = ["link", "add", a.device, "netns", a.namespace.name, "mtu", String(mtu), "address", a.mac];
    const far = ["peer", "name", b.device, "netns", b.namespace.name, "mtu", String(mtu), "address", b.mac];
    await must("ip", [...near, "type", "veth", ...far]);
    for (const { namespace, device } of [a, b]) {
      await namespace.must("ip", ["link", "set", "dev", device, "addrgenmode", "none"]);
      await disableOffloads(namespace, device);
      await namespace.must("ip", ["link", "set", device, "up"]);
    }
  }

  /** Ends whatever still runs inside and removes the namespaces, their devices and their files. */
  async remove(): Promise<void> {
    for (const { name } of this.#made.splice(0).reverse()) {
      const { stdout } = await finish("ip", ["netns", "pids", name]);
      for (const pid of stdout.split("\n").filter(Boolean)) await finish("kill", ["-9", pid]);
      await finish("ip", ["netns", "delete", name]);
      await rm(join(NAMESPACE_ETC, name), { recursive: true, force: true });
    }
  }
}

/** Makes a device hand over packets as they would cross a wire: neither merged nor with checksums left open. */
export async function disableOffloads(namespace: NetworkNamespace, device: string): Promise<void> {
  for (const feature of ["rx", "tx", "sg", "tso", "gso", "gro"]) {
    // A feature the device lacks, or one that fell with the last, is already off.
    await namespace.run("ethtool", ["-K", device, feature, "off"]);
  }
}

async function must(command: string, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await finish(command, args);
  if (status !== 0) throw commandFailed([command, ...args].join(" "), status, stderr);
  return stdout;
}

function finish(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, stdio: ["pipe", "pipe", "pipe"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    // A command that never reads its input may be gone before it is written.
    child.stdin.on("error", () => undefined);
    void type(child.stdin, options.input ?? []);
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(timer);
      resolve({ status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}

async function type(input: Writable, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    input.write(text);
    await sleep(INPUT_PAUSE_MS);
  }
  input.end();
}
