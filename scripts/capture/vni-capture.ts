import type { PacketCounters } from "./counters";
import { reasonOf } from "./errors";
import type { Log } from "./events";
import { openFileTemplate } from "./file-names";
import { PacketTally } from "./packet-tally";
import { sendProbe } from "./probe";
import { RestartDelay } from "./restart-delay";
import { rotationStep } from "./rotation";
import { selfTest } from "./self-test";
import type { Spool } from "./spool";
import type { TcpdumpEnd } from "./tcpdump";
import { Tcpdump } from "./tcpdump";
import { VniFiles } from "./vni-files";
import { cutsAlike, type VniPlan } from "./vni-plan";
import type { VxlanDevice } from "./vxlan-device";
import { ensureDevice } from "./vxlan-device";

/** A tcpdump that ran this long had not failed at its start, so the next wait is the shortest again. */
const STEADY_SECONDS = 60;

/** The capture of one VNI: a tcpdump, started again when it ends, and the files it writes. */
export class VniCapture {
  readonly device: VxlanDevice;
  readonly #folder: string;
  readonly #files: VniFiles;
  readonly #log: Log;
  readonly #whenEnded: () => void;
  #plan: VniPlan;

  #tcpdump: Tcpdump | undefined;
  /** What the running one was started by. */
  #running: VniPlan | undefined;
  #runs = 0;
  #startedMs = 0;
  #selfTest: Promise<void> | undefined;
  readonly #restart = new RestartDelay();
  #isPaused = false;

  readonly #tally = new PacketTally();

  /** The file being written, and since when on the clock of `tick`. */
  #openName: string | undefined;
  #openedMs = 0;
  #isProbed = false;

  /** @param whenEnded - called when tcpdump has ended by itself, for a tick that comes at once */
  constructor(device: VxlanDevice, spool: Spool, plan: VniPlan, log: Log, whenEnded: () => void) {
    this.device = device;
    this.#folder = spool.openFolder;
    this.#files = new VniFiles(spool, device.vni, log);
    this.#plan = plan;
    this.#log = log;
    this.#whenEnded = whenEnded;
  }

  /** Throws a UserError when tcpdump cannot capture. */
  async start(nowMs: number): Promise<void> {
    const tcpdump = await this.#next(nowMs);
    this.#tcpdump = tcpdump;
    this.#log({ event: "started", vni: this.device.vni, device: this.device.name, folder: this.#folder });
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
      if (this.#restart.isDue(nowMs)) await this.tryStart(nowMs);
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
    this.#restart.now();
  }

  /** Stops until `resume`: a full disk would cut files short. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    await this.stop();
  }

  /** Has the next tick start tcpdump again. */
  resume(): void {
    this.#isPaused = false;
    this.#restart.forget();
  }

  /** Packets counted since the capture began. */
  async counters(): Promise<PacketCounters> {
    const told = await this.#tcpdump?.counters();
    if (told !== undefined) this.#tally.count(told);
    return this.#tally.total;
  }

  /** Sees whether packets were captured since the last call; where none was, sends a probe for the next to find. */
  async prove(nowMs: number): Promise<void> {
    await this.counters();
    if (!this.#tally.hasGrown(nowMs)) await sendProbe(this.device.vni, "health");
  }

  get isRunning(): boolean {
    return this.#tcpdump?.isRunning ?? false;
  }

  /** Whole seconds since a packet was known to be captured; null when none was. */
  silentSeconds(nowMs: number): number | null {
    return this.#tally.silentSeconds(nowMs);
  }

  /** Stops and closes all files; resolves with all packets counted. */
  async stop(): Promise<PacketCounters> {
    const end = await this.#tcpdump?.stop();
    this.#tcpdump = undefined;
    await this.#selfTest;
    if (end?.counters !== undefined) this.#tally.count(end.counters);
    for (const file of await this.#files.open()) await this.#files.finish(file, end);
    return this.#tally.total;
  }

  async #next(nowMs: number): Promise<Tcpdump> {
    const plan = this.#plan;
    await ensureDevice(this.device, plan.mayAdminister);
    const next = await Tcpdump.start({
      device: this.device.name,
      fileTemplate: openFileTemplate(this.#folder, this.device.vni, this.#runs++),
      rotationSeconds: plan.rotationSeconds,
      fileSizeLimitMegabytes: plan.fileSizeLimitMegabytes,
    });
    this.#tally.begin();
    this.#startedMs = nowMs;
    this.#running = plan;
    void next.ended.then(() => {
      if (next === this.#tcpdump) this.#whenEnded();
    });
    return next;
  }

  async #testItself(tcpdump: Tcpdump, nowMs: number): Promise<void> {
    const passed = await selfTest(tcpdump, this.device.vni, () => this.#files.paths()).catch(() => false);
    if (passed) this.#tally.prove(nowMs);
    this.#log({ event: "self-test", vni: this.device.vni, passed });
  }

  async #closeFinished(tcpdump: Tcpdump, nowMs: number): Promise<void> {
    // Listed first, asked afterwards: a file begun in between is not in the list, so it cannot be taken for finished.
    const files = await this.#files.open();
    const openName = await tcpdump.openFile(this.#folder);
    if (openName === undefined) return;
    if (openName !== this.#openName) {
      this.#openName = openName;
      this.#openedMs = nowMs;
      this.#isProbed = false;
    }
    for (const file of files) {
      if (file.name !== openName) await this.#files.close(file);
    }
  }

  async #keepToPlan(nowMs: number): Promise<void> {
    if (!this.#restart.isDue(nowMs)) return;
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
    const { told } = this.#tally;
    const finished = await this.#files.open();
    let next: Tcpdump;
    try {
      next = await this.#next(nowMs);
    } catch (error) {
      // The running one goes on meanwhile: it captures, though its file is not cut as it should be.
      const retrySeconds = this.#restart.postpone(nowMs);
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
    this.#restart.forget();
    const end = await previous.stop();
    if (end.counters !== undefined) this.#tally.addLast(end.counters, told);
    for (const file of finished) await this.#files.finish(file, end);
    this.#log({ event: "tcpdump-replaced", vni: this.device.vni, reason });
  }

  async #bury(end: TcpdumpEnd, nowMs: number): Promise<void> {
    this.#tcpdump = undefined;
    if (end.counters !== undefined) this.#tally.count(end.counters);
    if (nowMs - this.#startedMs >= STEADY_SECONDS * 1_000) this.#restart.forget();
    const left = await this.#files.open();
    this.#postpone(nowMs, end.status, end.messages.trim().split("\n").at(-1) ?? "");
    // Its files are mended afterwards, which takes as long as they are large: until the next one captures, packets are lost.
    if (this.#restart.isDue(nowMs)) await this.tryStart(nowMs);
    for (const file of left) await this.#files.recover(file);
  }

  #postpone(nowMs: number, status: string, message: string): void {
    const retrySeconds = this.#restart.postpone(nowMs);
    this.#log({ event: "tcpdump-ended", vni: this.device.vni, status, message, retrySeconds });
  }
}
