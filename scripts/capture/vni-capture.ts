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
import { ensureDevice } from "./vxlan-device";

/** The longest wait before a tcpdump that ended by itself is started again, in seconds. */
const MAX_RETRY_SECONDS = 30;

/** A tcpdump that ran this long had not failed at its start, so the next wait is the shortest again. */
const STEADY_SECONDS = 60;

export interface VniPlan {
  readonly rotationSeconds: number;
  readonly fileSizeLimitMegabytes: number;
  /** Whether the capture sends frames to itself when nothing else tells that packets reach the file. */
  readonly provesItself: boolean;
  /** Whether the device may be made where it is missing. */
  readonly mayAdminister: boolean;
}

/** The capture of one VNI: a tcpdump, started again when it ends, and the files it writes. */
export class VniCapture {
  readonly device: VxlanDevice;
  readonly #spool: Spool;
  readonly #log: Log;
  readonly #whenEnded: () => void;
  #plan: VniPlan;

  #tcpdump: Tcpdump | undefined;
  /** What the running one was started by. */
  #running: VniPlan | undefined;
  #runs = 0;
  #startedMs = 0;
  #selfTest: Promise<void> | undefined;
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

  /** @param whenEnded - called when tcpdump has ended by itself, for a tick that comes at once */
  constructor(device: VxlanDevice, spool: Spool, plan: VniPlan, log: Log, whenEnded: () => void) {
    this.device = device;
    this.#spool = spool;
    this.#plan = plan;
    this.#log = log;
    this.#whenEnded = whenEnded;
  }

  /** Throws a UserError when tcpdump cannot capture. */
  async start(nowMs: number): Promise<void> {
    const tcpdump = await this.#next(nowMs);
    this.#tcpdump = tcpdump;
    this.#log({ event: "started", vni: this.device.vni, device: this.device.name, folder: this.#spool.openFolder });
    if (this.#plan.provesItself) this.#selfTest = this.#testItself(tcpdump, nowMs);
  }

  /** Starts, or has a later tick do it where that fails. */
  async tryStart(nowMs: number): Promise<void> {
    try {
      await this.start(nowMs);
    } catch (error) {
      this.#postpone(nowMs, "did not start", reasonOf(error));
    }
  }

  /** Resolves when the last start has shown whether its packets reach the file, within seconds. */
  async selfTested(): Promise<void> {
    await this.#selfTest;
  }

  /** Does what is due; to be called about every second. `nowMs` is of a clock that is never set. */
  async tick(nowMs: number): Promise<void> {
    if (this.#isPaused) return;
    const tcpdump = this.#tcpdump;
    if (tcpdump === undefined) {
      if (nowMs >= this.#retryMs) await this.tryStart(nowMs);
    } else if (tcpdump.isRunning) {
      await this.#closeFinished(tcpdump, nowMs);
      await this.#keepToPlan(nowMs);
    } else {
      await this.#bury(await tcpdump.ended, nowMs);
    }
  }

  /**
   * Has the next tick go on by another plan: a running tcpdump is replaced where its files are to be cut differently, and
   * what was put off is tried at once.
   */
  follow(plan: VniPlan): void {
    this.#plan = plan;
    this.#retryMs = 0;
  }

  /** Stops until `resume`: a full disk would cut files short. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    await this.stop();
  }

  /** Has the next tick start tcpdump again. */
  resume(nowMs: number): void {
    this.#isPaused = false;
    this.#failures = 0;
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
    await this.#selfTest;
    if (end?.counters !== undefined) this.#count(end.counters);
    for (const file of await this.#files()) await this.#closeOrRecover(file, end);
    return this.#total;
  }

  async #next(nowMs: number): Promise<Tcpdump> {
    const plan = this.#plan;
    await ensureDevice(this.device, plan.mayAdminister);
    const next = await Tcpdump.start({
      device: this.device.name,
      fileTemplate: openFileTemplate(this.#spool.openFolder, this.device.vni, this.#runs++),
      rotationSeconds: plan.rotationSeconds,
      fileSizeLimitMegabytes: plan.fileSizeLimitMegabytes,
    });
    this.#told = NO_PACKETS;
    this.#startedMs = nowMs;
    this.#running = plan;
    void next.ended.then(() => {
      if (next === this.#tcpdump) this.#whenEnded();
    });
    return next;
  }

  async #testItself(tcpdump: Tcpdump, nowMs: number): Promise<void> {
    const paths = async () => (await this.#files()).map((file) => join(this.#spool.openFolder, file.name));
    const passed = await selfTest(tcpdump, this.device.vni, paths).catch(() => false);
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

  async #keepToPlan(nowMs: number): Promise<void> {
    if (nowMs < this.#retryMs) return;
    if (!cutsAlike(this.#plan, this.#running)) {
      await this.#replace(nowMs, "the settings changed");
      return;
    }
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
    let next: Tcpdump;
    try {
      next = await this.#next(nowMs);
    } catch (error) {
      // The running one goes on meanwhile: it captures, though its file is not cut as it should be.
      const retrySeconds = this.#wait(nowMs);
      this.#log({
        event: "tcpdump-not-replaced",
        vni: this.device.vni,
        reason,
        message: reasonOf(error),
        retrySeconds,
      });
      return;
    }
    this.#tcpdump = next;
    this.#failures = 0;
    const end = await previous.stop();
    if (end.counters !== undefined) this.#total = addCounters(this.#total, countersSince(end.counters, told));
    for (const file of finished) await this.#closeOrRecover(file, end);
    this.#log({ event: "tcpdump-replaced", vni: this.device.vni, reason });
  }

  async #bury(end: TcpdumpEnd, nowMs: number): Promise<void> {
    this.#tcpdump = undefined;
    if (end.counters !== undefined) this.#count(end.counters);
    if (nowMs - this.#startedMs >= STEADY_SECONDS * 1_000) this.#failures = 0;
    const left = await this.#files();
    this.#postpone(nowMs, end.status, end.messages.trim().split("\n").at(-1) ?? "");
    // Its files are mended afterwards, which takes as long as they are large: until the next one captures, packets are lost.
    if (nowMs >= this.#retryMs) await this.tryStart(nowMs);
    for (const file of left) await this.#recover(file);
  }

  #postpone(nowMs: number, status: string, message: string): void {
    const retrySeconds = this.#wait(nowMs);
    this.#log({ event: "tcpdump-ended", vni: this.device.vni, status, message, retrySeconds });
  }

  /** Puts the next try off, doubling: the first is made at once. */
  #wait(nowMs: number): number {
    const retrySeconds = this.#failures === 0 ? 0 : Math.min(MAX_RETRY_SECONDS, 2 ** (this.#failures - 1));
    this.#failures++;
    this.#retryMs = nowMs + retrySeconds * 1_000;
    return retrySeconds;
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

/** Whether two plans have tcpdump cut its files alike. */
function cutsAlike(plan: VniPlan, other: VniPlan | undefined): boolean {
  return (
    plan.rotationSeconds === other?.rotationSeconds && plan.fileSizeLimitMegabytes === other.fileSizeLimitMegabytes
  );
}
