import { join } from "node:path";
import type { PacketCounters } from "./counters";
import { addCounters, countersSince, NO_PACKETS } from "./counters";
import { reasonOf } from "./errors";
import type { Log } from "./events";
import type { OpenFile } from "./file-names";
import { openFileTemplate } from "./file-names";
import { sendProbe } from "./probe";
import { rotationStep } from "./rotation";
import { selfTest } from "./self-test";
import type { Spool } from "./spool";
import type { TcpdumpEnd } from "./tcpdump";
import { Tcpdump } from "./tcpdump";
import type { VxlanDevice } from "./vxlan-device";

/** The longest wait before a tcpdump that ended by itself is started again, in seconds. */
const MAX_RETRY_SECONDS = 30;

/** A tcpdump that ran this long had not failed at its start, so the next wait is the shortest again. */
const STEADY_SECONDS = 60;

export interface VniPlan {
  readonly rotationSeconds: number;
  readonly fileSizeLimitMegabytes: number;
  /** Whether the capture sends frames to itself when nothing else tells that packets reach the file. */
  readonly provesItself: boolean;
}

/** The capture of one VNI: a tcpdump, started again when it ends, and the files it writes. */
export class VniCapture {
  readonly device: VxlanDevice;
  readonly #spool: Spool;
  readonly #log: Log;
  #plan: VniPlan;

  #tcpdump: Tcpdump | undefined;
  #runs = 0;
  #startedMs = 0;
  #failures = 0;
  #retryMs = 0;
  #isPaused = false;

  /** Counts of all tcpdumps of this capture. */
  #total = NO_PACKETS;
  /** The last that the running one told. */
  #told = NO_PACKETS;

  /** The file being written, and since when on the clock of `tick`. */
  #openName: string | undefined;
  #openedMs = 0;
  #isProbed = false;

  /** When a packet was last known to be captured, and how many there were then. */
  #provenMs: number | undefined;
  #provenPackets = 0;

  constructor(device: VxlanDevice, spool: Spool, plan: VniPlan, log: Log) {
    this.device = device;
    this.#spool = spool;
    this.#plan = plan;
    this.#log = log;
  }

  /** Throws a UserError when tcpdump cannot capture. */
  async start(nowMs: number): Promise<void> {
    const tcpdump = await this.#next(nowMs);
    this.#tcpdump = tcpdump;
    this.#log({ event: "started", vni: this.device.vni, device: this.device.name, folder: this.#spool.openFolder });
    if (this.#plan.provesItself) await this.#testItself(tcpdump, nowMs);
  }

  /** Does what is due; to be called about every second. `nowMs` is of a clock that is never set. */
  async tick(nowMs: number): Promise<void> {
    if (this.#isPaused) return;
    const tcpdump = this.#tcpdump;
    if (tcpdump === undefined) {
      if (nowMs >= this.#retryMs) await this.#retry(nowMs);
    } else if (tcpdump.isRunning) {
      await this.#closeFinished(tcpdump, nowMs);
      await this.#rotateOverdue(nowMs);
    } else {
      await this.#bury(await tcpdump.ended, nowMs);
    }
  }

  /** Goes on by another plan; a running tcpdump is replaced where its files are to be cut differently. */
  async follow(plan: VniPlan, nowMs: number): Promise<void> {
    const isAlike =
      plan.rotationSeconds === this.#plan.rotationSeconds &&
      plan.fileSizeLimitMegabytes === this.#plan.fileSizeLimitMegabytes;
    this.#plan = plan;
    if (!isAlike && this.isRunning) await this.#replace(nowMs, "the settings changed");
  }

  /** Stops until `resume`: a full disk would cut files short. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    await this.stop();
  }

  /** Has the next tick start tcpdump again. */
  resume(nowMs: number): void {
    this.#isPaused = false;
    this.#retryMs = nowMs;
  }

  /** Packets counted since the capture began. */
  async counters(): Promise<PacketCounters> {
    const told = await this.#tcpdump?.counters();
    if (told !== undefined) this.#count(told);
    return this.#total;
  }

  /** Sees whether packets were captured since the last call; where none was, sends a probe for the next to find. */
  async prove(nowMs: number): Promise<void> {
    const { captured } = await this.counters();
    if (captured > this.#provenPackets) this.#provenMs = nowMs;
    else await sendProbe(this.device.vni, "health");
    this.#provenPackets = captured;
  }

  get isRunning(): boolean {
    return this.#tcpdump?.isRunning ?? false;
  }

  /** Whole seconds since a packet was known to be captured; null when none was. */
  silentSeconds(nowMs: number): number | null {
    return this.#provenMs === undefined ? null : Math.round((nowMs - this.#provenMs) / 1_000);
  }

  /** Stops and closes all files; resolves with all packets counted. */
  async stop(): Promise<PacketCounters> {
    const end = await this.#tcpdump?.stop();
    this.#tcpdump = undefined;
    if (end?.counters !== undefined) this.#count(end.counters);
    for (const file of await this.#files()) await this.#closeOrRecover(file, end);
    return this.#total;
  }

  async #next(nowMs: number): Promise<Tcpdump> {
    const next = await Tcpdump.start({
      device: this.device.name,
      fileTemplate: openFileTemplate(this.#spool.openFolder, this.device.vni, this.#runs++),
      rotationSeconds: this.#plan.rotationSeconds,
      fileSizeLimitMegabytes: this.#plan.fileSizeLimitMegabytes,
    });
    this.#told = NO_PACKETS;
    this.#startedMs = nowMs;
    return next;
  }

  async #testItself(tcpdump: Tcpdump, nowMs: number): Promise<void> {
    const paths = async () => (await this.#files()).map((file) => join(this.#spool.openFolder, file.name));
    const passed = await selfTest(tcpdump, this.device.vni, paths);
    if (passed) this.#provenMs = nowMs;
    this.#log({ event: "self-test", vni: this.device.vni, passed });
  }

  async #closeFinished(tcpdump: Tcpdump, nowMs: number): Promise<void> {
    // Listed first, asked afterwards: a file begun in between is not in the list, so it cannot be taken for finished.
    const files = await this.#files();
    const openName = await tcpdump.openFile(this.#spool.openFolder);
    if (openName === undefined) return;
    if (openName !== this.#openName) {
      this.#openName = openName;
      this.#openedMs = nowMs;
      this.#isProbed = false;
    }
    for (const file of files) {
      if (file.name !== openName) await this.#close(file);
    }
  }

  async #rotateOverdue(nowMs: number): Promise<void> {
    const ageSeconds = (nowMs - this.#openedMs) / 1_000;
    switch (rotationStep(ageSeconds, this.#plan.rotationSeconds, this.#isProbed)) {
      case "keep":
        return;
      case "probe":
        this.#isProbed = true;
        await sendProbe(this.device.vni, "rotation");
        return;
      case "replace":
        await this.#replace(nowMs, "its file was overdue and no packet rotated it");
    }
  }

  /** Starts the next tcpdump before the running one is stopped: a packet may be in both files, none is in neither. */
  async #replace(nowMs: number, reason: string): Promise<void> {
    const previous = this.#tcpdump;
    if (previous === undefined) return;
    const told = this.#told;
    const finished = await this.#files();
    this.#tcpdump = await this.#next(nowMs);
    const end = await previous.stop();
    if (end.counters !== undefined) this.#total = addCounters(this.#total, countersSince(end.counters, told));
    for (const file of finished) await this.#closeOrRecover(file, end);
    this.#log({ event: "tcpdump-replaced", vni: this.device.vni, reason });
  }

  async #bury(end: TcpdumpEnd, nowMs: number): Promise<void> {
    this.#tcpdump = undefined;
    if (end.counters !== undefined) this.#count(end.counters);
    if (nowMs - this.#startedMs >= STEADY_SECONDS * 1_000) this.#failures = 0;
    for (const file of await this.#files()) await this.#recover(file);
    this.#postpone(nowMs, end.status, end.messages);
  }

  async #retry(nowMs: number): Promise<void> {
    try {
      await this.start(nowMs);
    } catch (error) {
      this.#postpone(nowMs, "did not start", reasonOf(error));
    }
  }

  #postpone(nowMs: number, status: string, messages: string): void {
    const retrySeconds = Math.min(MAX_RETRY_SECONDS, 2 ** this.#failures++);
    this.#retryMs = nowMs + retrySeconds * 1_000;
    const message = messages.trim().split("\n").at(-1) ?? "";
    this.#log({ event: "tcpdump-ended", vni: this.device.vni, status, message, retrySeconds });
  }

  async #files(): Promise<OpenFile[]> {
    return (await this.#spool.openFiles()).filter((file) => file.vni === this.device.vni);
  }

  async #closeOrRecover(file: OpenFile, end: TcpdumpEnd | undefined): Promise<void> {
    // tcpdump tells its counts when it ends in good order; without them its last file may be cut short.
    if (end?.counters === undefined) await this.#recover(file);
    else await this.#close(file);
  }

  async #close(file: OpenFile): Promise<void> {
    const closed = await this.#spool.close(file);
    this.#log({ event: "file-closed", vni: this.device.vni, file: closed.name, bytes: closed.bytes });
  }

  async #recover(file: OpenFile): Promise<void> {
    const recovered = await this.#spool.recover(file);
    this.#log({ event: "file-recovered", file: recovered.name, bytesCut: recovered.bytesCut ?? null });
  }

  #count(told: PacketCounters): void {
    this.#total = addCounters(this.#total, countersSince(told, this.#told));
    this.#told = told;
  }
}
