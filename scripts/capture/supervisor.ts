import type { PacketCounters } from "./counters";
import { countersSince, NO_PACKETS } from "./counters";
import type { Log } from "./events";
import { fileSizeLimitMegabytes } from "./rotation";
import { Spool } from "./spool";
import { VniCapture } from "./vni-capture";
import type { VxlanDevice } from "./vxlan-device";

export interface CapturePlan {
  readonly devices: readonly VxlanDevice[];
  readonly folder: string;
  readonly rotationSeconds: number;
  readonly diskBudgetBytes: number;
  readonly reportSeconds: number;
}

/** All captures of one machine: one per VNI, their files in one spool. */
export class Supervisor {
  readonly #plan: CapturePlan;
  readonly #log: Log;
  readonly #captures: readonly VniCapture[];
  readonly #reported = new Map<VniCapture, PacketCounters>();
  #nextReportMs = 0;

  private constructor(plan: CapturePlan, spool: Spool, log: Log) {
    this.#plan = plan;
    this.#log = log;
    const rotation = {
      rotationSeconds: plan.rotationSeconds,
      fileSizeLimitMegabytes: fileSizeLimitMegabytes(plan.diskBudgetBytes, plan.devices.length),
    };
    this.#captures = plan.devices.map((device) => new VniCapture(device, spool, rotation, log));
  }

  /** Takes over what an earlier run left behind, then starts. Throws a UserError when one VNI cannot be captured. */
  static async start(plan: CapturePlan, log: Log, nowMs: number): Promise<Supervisor> {
    const spool = await Spool.in(plan.folder);
    for (const file of await spool.openFiles()) {
      const recovered = await spool.recover(file);
      log({ event: "file-recovered", file: recovered.name, bytesCut: recovered.bytesCut ?? null });
    }
    const supervisor = new Supervisor(plan, spool, log);
    try {
      for (const capture of supervisor.#captures) await capture.start(nowMs);
    } catch (error) {
      await supervisor.stop();
      throw error;
    }
    supervisor.#nextReportMs = nowMs + plan.reportSeconds * 1_000;
    return supervisor;
  }

  /** Does what is due; to be called about every second. `nowMs` is of a clock that is never set. */
  async tick(nowMs: number): Promise<void> {
    for (const capture of this.#captures) await capture.tick(nowMs);
    if (nowMs < this.#nextReportMs) return;
    this.#nextReportMs += this.#plan.reportSeconds * 1_000;
    for (const capture of this.#captures) await this.#report(capture);
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

  async #report(capture: VniCapture): Promise<void> {
    const counters = await capture.counters();
    const since = countersSince(counters, this.#reported.get(capture) ?? NO_PACKETS);
    this.#reported.set(capture, counters);
    this.#log({ event: "packets", vni: capture.device.vni, seconds: this.#plan.reportSeconds, ...since });
  }
}
