import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { readdir, readlink } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { PacketCounters } from "./counters";
import { parseCounters } from "./counters";
import { tcpdumpLate, tcpdumpRefused } from "./errors";

/** The largest frame AWS mirrors is a jumbo one: 9,001 bytes and the Ethernet header. */
const SNAPSHOT_BYTES = 9216;

/** Kernel buffer, in KiB: 64 MiB ride out a stall of the disk of about a second at 500 Mbit/s. */
const BUFFER_KIB = 65_536;

/** tcpdump sees packets with up to a second's delay; a stop waits that long, so that what came before it is kept. */
const SETTLE_MS = 1_000;

/** How long tcpdump may take to answer a signal before it counts as stuck. */
const ANSWER_MS = 5_000;

/** How long tcpdump may take to begin: it gets its kernel buffer first, which a busy machine may be slow to give. */
const START_MS = 10_000;

/** How much of what tcpdump printed is kept, in characters. */
const MAX_MESSAGES = 4_096;

export interface TcpdumpOptions {
  readonly device: string;
  /** Path with strftime conversions, see `openFileTemplate`. */
  readonly fileTemplate: string;
  readonly rotationSeconds: number;
  /** A file is closed at this size even before its time, in millions of bytes. */
  readonly fileSizeLimitMegabytes: number;
}

/** How a tcpdump ended, and the last it said. */
export interface TcpdumpEnd {
  /** Exit status or signal, for messages. */
  readonly status: string;
  readonly messages: string;
  /** Undefined where it was killed before it could tell. */
  readonly counters: PacketCounters | undefined;
}

/** Arguments of `setpriv`: tcpdump gets SIGINT, and so closes its file, when this process dies in whatever way. */
export function tcpdumpCommand(options: TcpdumpOptions, user: string): string[] {
  const capture = ["-i", options.device, "-n", "-p", "-s", `${SNAPSHOT_BYTES}`, "-B", `${BUFFER_KIB}`];
  const rotation = ["-G", `${options.rotationSeconds}`, "-C", `${options.fileSizeLimitMegabytes}`];
  // Started as root, tcpdump would become another user, who cannot write to our folder.
  const identity = user === "root" ? ["-Z", user] : [];
  return ["--pdeathsig", "INT", "tcpdump", ...capture, ...rotation, ...identity, "-w", options.fileTemplate];
}

/** One running tcpdump that writes rotated files. */
export class Tcpdump {
  readonly #child: ChildProcess;
  #messages = "";
  #waiting: ((counters: PacketCounters | undefined) => void)[] = [];
  #isRunning = true;

  /** Settles when the process is gone; never rejects. */
  readonly ended: Promise<TcpdumpEnd>;

  /** Starts tcpdump and resolves once it captures. Throws a UserError with tcpdump's own words when it cannot. */
  static async start(options: TcpdumpOptions): Promise<Tcpdump> {
    const tcpdump = new Tcpdump(options);
    const late = delay(START_MS, "late" as const, { ref: false });
    const end = await Promise.race([tcpdump.#printed("listening on"), tcpdump.ended, late]);
    if (end === undefined) return tcpdump;
    tcpdump.#child.kill("SIGKILL");
    throw tcpdumpRefused(options.device, end === "late" ? tcpdumpLate(START_MS / 1_000) : end.messages.trim());
  }

  private constructor(options: TcpdumpOptions) {
    // Not zx: it would keep what a daemon prints in memory. Its own process group, so that Ctrl-C reaches only us.
    this.#child = spawn("setpriv", tcpdumpCommand(options, userInfo().username), {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
      env: { ...process.env, TZ: "UTC" },
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#accept(text);
    });
    this.ended = new Promise((resolve) => {
      this.#child.on("error", (error) => {
        this.#messages += error.message;
        this.#child.emit("close", null, null);
      });
      this.#child.on("close", (code: number | null, signal: string | null) => {
        this.#isRunning = false;
        const counters = parseCounters(this.#messages);
        this.#answer(counters);
        resolve({ status: signal ?? `exit status ${code ?? "unknown"}`, messages: this.#messages, counters });
      });
    });
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Counts since this tcpdump began; undefined when it does not answer. */
  async counters(): Promise<PacketCounters | undefined> {
    if (!this.#isRunning) return undefined;
    const answer = new Promise<PacketCounters | undefined>((resolve) => this.#waiting.push(resolve));
    this.#child.kill("SIGUSR1");
    return Promise.race([answer, delay(ANSWER_MS, undefined, { ref: false })]);
  }

  /** Has tcpdump write what it still holds in memory to the file. */
  flush(): void {
    if (this.#isRunning) this.#child.kill("SIGUSR2");
  }

  /** Name of the file being written in `folder`, as the kernel knows it; undefined between two files. */
  async openFile(folder: string): Promise<string | undefined> {
    const descriptors = `/proc/${this.#child.pid ?? 0}/fd`;
    for (const descriptor of await readdir(descriptors).catch(() => [])) {
      const path = await readlink(`${descriptors}/${descriptor}`).catch(() => "");
      if (dirname(path) === folder) return path.slice(folder.length + 1);
    }
    return undefined;
  }

  /** Stops and closes the file. Every packet that came before the call is in it. */
  async stop(): Promise<TcpdumpEnd> {
    if (this.#isRunning) await Promise.race([delay(SETTLE_MS), this.ended]);
    if (this.#isRunning) this.#child.kill("SIGINT");
    const end = await Promise.race([this.ended, delay(ANSWER_MS, undefined, { ref: false })]);
    if (end !== undefined) return end;
    this.#child.kill("SIGKILL");
    return this.ended;
  }

  async #printed(words: string): Promise<undefined> {
    while (!this.#messages.includes(words)) {
      await new Promise((resolve) => this.#child.stderr?.once("data", resolve));
    }
    return undefined;
  }

  #accept(text: string): void {
    this.#messages = (this.#messages + text).slice(-MAX_MESSAGES);
    // An answer comes in several writes; only with its last word is it whole.
    if (!this.#messages.endsWith("\n") || this.#waiting.length === 0) return;
    const counters = parseCounters(this.#messages);
    if (counters !== undefined) this.#answer(counters);
  }

  #answer(counters: PacketCounters | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(counters);
  }
}
