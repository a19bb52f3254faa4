import type { PacketCounters } from "./counters";
import { countersSince, NO_PACKETS } from "./counters";
import { DiskKeeper } from "./disk-keeper";
import type { Log } from "./events";
import type { HealthReport, StoringFacts } from "./health";
import { healthOf, judgeHealth } from "./health";
import { isNews, problemsOf } from "./health-news";
import { fileSizeLimitMegabytes } from "./rotation";
import { Spool } from "./spool";
import { Steps } from "./steps";
import type { StoringState } from "./storing";
import { readStoring } from "./storing";
import type { UdpCounters } from "./udp-counters";
import { outsidePackets, udpCounters } from "./udp-counters";
import { VniCapture } from "./vni-capture";
import type { VniPlan } from "./vni-plan";
import type { VxlanDevice } from "./vxlan-device";
import { deviceProblems } from "./vxlan-device";

/** How often captures are checked, in seconds; oftener where counts are reported oftener. */
const MAX_CHECK_SECONDS = 10;

/** A probe is sent at one check and seen at the next; a third is patience. */
const CHECKS_UNTIL_SILENT = 3;

/** Steps, as the log names them. */
const BUDGET = "keeping the disk budget";
const CHECK = "the health check";

/** A check may be delayed by a tcpdump that is started or replaced, but not for long. */
const MAX_LATE_SECONDS = 20;

export interface CapturePlan {
  readonly devices: readonly VxlanDevice[];
  readonly folder: string;
  readonly rotationSeconds: number;
  readonly diskBudgetBytes: number;
  readonly reportSeconds: number;
  /** Whether captures are checked, which puts probe frames into the files of an idle link. */
  readonly checksHealth: boolean;
  /** What becomes of the captures. */
  readonly purpose: StoringFacts["purpose"];
  /** Whether devices may be made where they are missing. */
  readonly mayAdminister: boolean;
  /** Whether a VNI that cannot be captured ends everything, for a person to see why; a service tries it again. */
  readonly mustStart: boolean;
}

/** All captures of one machine: one per VNI, their files in one spool. */
export class Supervisor {
  #plan: CapturePlan;
  readonly #log: Log;
  readonly #disk: DiskKeeper;
  readonly #captures: readonly VniCapture[];
  readonly #reported = new Map<VniCapture, PacketCounters>();
  readonly #checkSeconds: number;
  #isPaused = false;
  /** What the process script told last, and when that was new. */
  #storing: StoringState | undefined;
  #heardMs: number;
  #udp: UdpCounters;
  #nextReportMs: number;
  #nextCheckMs = 0;
  #health: HealthReport | undefined;
  readonly #steps: Steps;

  private constructor(
    plan: CapturePlan,
    spool: Spool,
    udp: UdpCounters,
    log: Log,
    nowMs: number,
    whenDisturbed: () => void,
  ) {
    this.#plan = plan;
    this.#heardMs = nowMs;
    this.#nextReportMs = nowMs + plan.reportSeconds * 1_000;
    this.#udp = udp;
    this.#log = log;
    this.#steps = new Steps(log);
    this.#disk = new DiskKeeper(plan, spool, plan.devices.length, log);
    this.#checkSeconds = Math.min(MAX_CHECK_SECONDS, plan.reportSeconds);
    const vni = vniPlan(plan);
    this.#captures = plan.devices.map((device) => new VniCapture(device, spool, vni, log, whenDisturbed));
  }

  /**
   * Takes over what an earlier run left behind, then starts. Throws a UserError when a VNI cannot be captured that must.
   *
   * @param whenDisturbed - called when a tick should not wait for its second
   */
  static async start(plan: CapturePlan, log: Log, nowMs: number, whenDisturbed: () => void): Promise<Supervisor> {
    const spool = await Spool.in(plan.folder);
    const udp = await udpCounters(deviceNames(plan));
    const supervisor = new Supervisor(plan, spool, udp, log, nowMs, whenDisturbed);
    for (const file of await spool.openFiles()) {
      await supervisor.#steps.outlast(`taking over ${file.name}`, async () => {
        const recovered = await spool.recover(file);
        log({ event: "file-recovered", file: recovered.name, bytesCut: recovered.bytesCut ?? null });
      });
    }
    await supervisor.#steps.outlast(BUDGET, () => supervisor.#keepBudget(nowMs));
    if (!supervisor.#isPaused) await supervisor.#startAll(nowMs);
    if (plan.checksHealth) await supervisor.#steps.outlast(CHECK, () => supervisor.#check(nowMs));
    return supervisor;
  }

  /** Does what is due; to be called about every second. `nowMs` is of a clock that is never set. */
  async tick(nowMs: number): Promise<void> {
    await this.#steps.outlast(BUDGET, () => this.#keepBudget(nowMs));
    await this.#forEach("capturing", (capture) => capture.tick(nowMs));
    if (this.#plan.checksHealth && nowMs >= this.#nextCheckMs) {
      await this.#forEach("a probe", (capture) => capture.prove(nowMs));
      await this.#steps.outlast(CHECK, () => this.#check(nowMs));
    }
    if (nowMs >= this.#nextReportMs) {
      this.#nextReportMs += this.#plan.reportSeconds * 1_000;
      await this.#forEach("counting packets", (capture) => this.#report(capture));
      await this.#steps.outlast("counting", () => this.#reportAppliance());
    }
  }

  /** Has the next tick go on by other settings. */
  follow(changes: Pick<CapturePlan, "rotationSeconds" | "diskBudgetBytes" | "purpose">): void {
    this.#plan = { ...this.#plan, ...changes };
    this.#disk.follow(changes.diskBudgetBytes);
    for (const capture of this.#captures) capture.follow(vniPlan(this.#plan));
  }

  /** The last check, which is not believed when it is old; undefined where health is not checked. */
  health(nowMs: number): HealthReport | undefined {
    const lateSeconds = Math.round((nowMs - this.#nextCheckMs) / 1_000);
    if (this.#health === undefined || lateSeconds <= MAX_LATE_SECONDS) return this.#health;
    const late = `the captures were not checked when it was due, ${lateSeconds} s ago`;
    return { ...this.#health, healthy: false, capture: healthOf([...this.#health.capture.problems, late]) };
  }

  /** Stops all captures at once and closes their files. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#captures.map(async (capture) => {
        const counters = await capture.stop();
        this.#log({ event: "stopped", vni: capture.device.vni, ...counters });
      }),
    );
  }

  async #startAll(nowMs: number): Promise<void> {
    const { mustStart } = this.#plan;
    const starts = await Promise.allSettled(
      this.#captures.map((capture) => (mustStart ? capture.start(nowMs) : capture.tryStart(nowMs))),
    );
    const failed = starts.find((start) => start.status === "rejected");
    if (failed !== undefined) {
      await this.stop();
      throw failed.reason;
    }
    await Promise.all(this.#captures.map((capture) => capture.selfTested()));
  }

  /** All captures at once, so that none waits for another that is slow. */
  async #forEach(step: string, task: (capture: VniCapture) => Promise<void>): Promise<void> {
    await Promise.all(
      this.#captures.map((capture) => this.#steps.outlast(`${step} of VNI ${capture.device.vni}`, () => task(capture))),
    );
  }

  async #check(nowMs: number): Promise<void> {
    this.#nextCheckMs = nowMs + this.#checkSeconds * 1_000;
    const states = this.#captures.map(async (capture) => ({
      device: capture.device,
      isRunning: capture.isRunning,
      deviceProblems: await deviceProblems(capture.device),
      silentSeconds: capture.silentSeconds(nowMs),
    }));
    const storing = await this.#storingFacts(nowMs);
    const maxSilentSeconds = this.#checkSeconds * CHECKS_UNTIL_SILENT;
    const health = judgeHealth(await Promise.all(states), await this.#disk.state(), storing, maxSilentSeconds);
    if (isNews(health, this.#health)) {
      const { healthy, warnings } = health;
      this.#log({ event: "health", healthy, problems: problemsOf(health), warnings });
    }
    this.#health = health;
  }

  async #storingFacts(nowMs: number): Promise<StoringFacts> {
    const state = await readStoring(this.#plan.folder);
    // Not by the time it names: a clock that is set would make it old or new.
    if (state?.timeMs !== this.#storing?.timeMs) this.#heardMs = nowMs;
    this.#storing = state;
    return {
      purpose: this.#plan.purpose,
      state: state ?? null,
      untoldSeconds: Math.round((nowMs - this.#heardMs) / 1_000),
      lostSeconds: this.#disk.lostSeconds(nowMs),
    };
  }

  async #keepBudget(nowMs: number): Promise<void> {
    const { mayContinue, freeBytes, neededBytes } = await this.#disk.keepBudget(nowMs);
    if (mayContinue === !this.#isPaused) return;
    this.#isPaused = !mayContinue;
    if (mayContinue) {
      for (const capture of this.#captures) capture.resume();
    } else {
      this.#log({ event: "paused", freeBytes, neededBytes });
      await Promise.all(this.#captures.map((capture) => capture.pause()));
    }
  }

  async #report(capture: VniCapture): Promise<void> {
    const counters = await capture.counters();
    const since = countersSince(counters, this.#reported.get(capture) ?? NO_PACKETS);
    this.#reported.set(capture, counters);
    this.#log({ event: "packets", vni: capture.device.vni, seconds: this.#plan.reportSeconds, ...since });
  }

  async #reportAppliance(): Promise<void> {
    const udp = await udpCounters(deviceNames(this.#plan));
    const { usedBytes, budgetBytes, freeBytes } = await this.#disk.state();
    this.#log({
      event: "appliance",
      seconds: this.#plan.reportSeconds,
      outsidePackets: outsidePackets(udp, this.#udp),
      usedBytes,
      budgetBytes,
      freeBytes,
    });
    this.#udp = udp;
  }
}

function deviceNames({ devices }: CapturePlan): string[] {
  return devices.map(({ name }) => name);
}

function vniPlan(plan: CapturePlan): VniPlan {
  return {
    rotationSeconds: plan.rotationSeconds,
    fileSizeLimitMegabytes: fileSizeLimitMegabytes(plan.diskBudgetBytes, plan.devices.length),
    provesItself: plan.checksHealth,
    mayAdminister: plan.mayAdminister,
  };
}
