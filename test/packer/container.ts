import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** What the image's base has besides its package manager, in Debian's names. */
const BASE_PACKAGES = ["systemd", "systemd-sysv", "dbus", "openssh-server", "sudo", "iproute2", "libstdc++6"];

/** How long a shutdown may take; the units' own limit is 30 seconds. */
const SHUTDOWN_MS = 45_000;

const CGROUP = `tls-mirror-rehearsal-${process.pid}`;

/** What nspawn is run as: it wants a control group of its own, under either version of them. */
const OWN_CGROUP = `
for root in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
  [ -e "$root/cgroup.procs" ] || continue
  mkdir -p "$root/$CGROUP" && echo $$ > "$root/$CGROUP/cgroup.procs"
done
echo $$ > "$PID_FILE"
`;

/** A Debian system in a folder, run under systemd-nspawn: what the image is made of, without a cloud. */
export class Container {
  readonly root: string;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.root = join(folder, "root");
  }

  /**
   * Installs the base, with this Node where a base image would have its own.
   *
   * @param packages - further ones of Debian
   */
  async install(packages: readonly string[] = []): Promise<void> {
    const include = `--include=${[...BASE_PACKAGES, ...packages].join(",")}`;
    const made = spawnSync("mmdebstrap", ["--variant=minbase", include, "bookworm", this.root], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(`mmdebstrap failed: ${made.stderr}`);
    await copyFile(process.execPath, join(this.root, "usr/local/bin/node"));
    await chmod(join(this.root, "usr/local/bin/node"), 0o755);
  }

  /** Has units started at boot, or never started, while the system is not running. */
  setUnits(verb: "enable" | "mask", ...units: string[]): void {
    const set = spawnSync("systemctl", ["--root", this.root, verb, ...units], { encoding: "utf8" });
    if (set.status !== 0) throw new Error(`systemctl ${verb} failed: ${set.stderr}`);
  }

  /** Makes a key for root's SSH and serves it on a port of loopback; resolves with the key's path. */
  async serveSsh(port: number): Promise<string> {
    const key = join(this.#folder, "key");
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    await mkdir(join(this.root, "root/.ssh"), { recursive: true, mode: 0o700 });
    await copyFile(`${key}.pub`, join(this.root, "root/.ssh/authorized_keys"));
    const server = `mkdir -p /run/sshd && exec /usr/sbin/sshd -D -p ${port} -o ListenAddress=127.0.0.1`;
    await this.#start(`--resolv-conf=copy-host --pipe sh -c '${server}'`);
    while (spawnSync("ssh-keyscan", ["-p", `${port}`, "127.0.0.1"]).stdout.length === 0) await delay(100);
    return key;
  }

  /** Boots the system with the devices of a network namespace. */
  async boot(namespace: string): Promise<void> {
    await this.#start(`--network-namespace-path=/run/netns/${namespace} --capability=CAP_NET_ADMIN --boot`);
  }

  /** Shuts down in good order: units are stopped as on an instance. */
  async stop(): Promise<void> {
    const container = this.#process;
    if (container === undefined) return;
    this.#process = undefined;
    const pid = Number(await readFile(this.#pidFile, "utf8"));
    const ended = once(container, "close");
    process.kill(pid, "SIGTERM");
    // A system that was asked while it was still booting has not heard it. Asked twice, nspawn ends it.
    if (!(await Promise.race([ended, delay(SHUTDOWN_MS, false, { ref: false })]))) process.kill(pid, "SIGTERM");
    await ended;
    await rm(this.#pidFile);
    for (const hierarchy of ["systemd", "unified", "."]) {
      spawnSync("find", [`/sys/fs/cgroup/${hierarchy}/${CGROUP}`, "-depth", "-type", "d", "-exec", "rmdir", "{}", "+"]);
    }
  }

  /** Runs a shell command in the booted system, as root; returns what it printed. */
  run(command: string): string {
    const args = ["--target", `${this.#init}`, "--all", "--root", "--wd", "sh", "-c", command];
    const { status, stdout, stderr } = spawnSync("nsenter", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${command} failed in the container: ${stderr}`);
    return stdout;
  }

  /** What a unit has logged, this boot and earlier ones; the journal is kept only where its folder exists. */
  log(unit: string): string {
    const journal = ["--directory", join(this.root, "var/log/journal"), "--unit", unit, "--output=cat", "--no-pager"];
    return spawnSync("journalctl", journal, { encoding: "utf8" }).stdout;
  }

  async #start(options: string): Promise<void> {
    const script = join(this.#folder, "start.sh");
    const nspawn = `exec systemd-nspawn -q -D ${this.root} --register=no --keep-unit ${options}`;
    await writeFile(script, `CGROUP=${CGROUP} PID_FILE=${this.#pidFile}\n${OWN_CGROUP}${nspawn}\n`);
    // script(1) is a terminal for the console.
    this.#process = spawn("script", ["-qfec", `sh ${script}`, "/dev/null"], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    while ((await readFile(this.#pidFile, "utf8").catch(() => "")) === "") await delay(50);
  }

  /** The booted system's first process, as this machine sees it. */
  get #init(): number {
    const nspawn = Number(readFileSync(this.#pidFile, "utf8"));
    const children = readFileSync(`/proc/${nspawn}/task/${nspawn}/children`, "utf8");
    return Number(children.trim().split(" ")[0]);
  }

  get #pidFile(): string {
    return join(this.#folder, "pid");
  }
}
