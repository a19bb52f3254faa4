import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { ApplianceSettings } from "../../modules/contracts";
import { isOfSystem, reasonOf } from "../capture/errors";
import { Spool } from "../capture/spool";
import { tellStoring, waitingFiles, type StoringState } from "../capture/storing";
import { Watchdog } from "../capture/watchdog";
import { Outbox } from "../ship/outbox";
import type { ObjectStore } from "../ship/object-store";
import { DEFAULT_RETRY_TIMES, retryMs, type RetryTimes } from "../ship/retry";
import { Shipper } from "../ship/shipper";
import type { Log, ProcessEvent } from "./events";
import { processFolders, Processor } from "./processor";
import { RecordCounter } from "./record-counter";

/** How often the health check is told how things stand, in milliseconds; oftener where metrics are. */
const TELL_MS = 5_000;

export interface WorkPlan {
  readonly folder: string;
  readonly settings: ApplianceSettings;
  readonly collector: string;
  readonly pollMs: number;
  /** First wait after a failure. */
  readonly retryMs: number;
  readonly reportSeconds: number;
}

/** Processes and ships what the capture has finished: the two go side by side, so that neither waits for the other. */
export class Worker {
  readonly #plan: WorkPlan;
  readonly #spool: Spool;
  readonly #outbox: Outbox;
  readonly #processor: Processor;
  readonly #shipper: Shipper;
  readonly #retryTimes: RetryTimes;
  readonly #log: Log;
  readonly #watchdog = new Watchdog();
  readonly #records = new RecordCounter();
  #truncatedPackets = 0;
  #processingProblem: string | null = null;
  #processingFailures = 0;
  #isUntold = false;

  /** @param store - undefined: nothing is uploaded */
  constructor(plan: WorkPlan, store: ObjectStore | undefined, log: Log) {
    const folders = processFolders(plan.folder);
    const slower = plan.retryMs / DEFAULT_RETRY_TIMES.awayMs;
    this.#retryTimes = {
      awayMs: plan.retryMs,
      refusedMs: DEFAULT_RETRY_TIMES.refusedMs * slower,
      maxMs: DEFAULT_RETRY_TIMES.maxMs * slower,
    };
    this.#plan = plan;
    this.#spool = new Spool(plan.folder);
    this.#log = log;
    this.#outbox = new Outbox(folders.outbox);
    this.#processor = new Processor(folders, plan.settings, plan.collector);
    this.#shipper = new Shipper(this.#outbox, store, this.#retryTimes, log);
  }

  /** Works until `signal` says stop. */
  async run(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, failed.signal]);
    const tasks = [
      this.#repeat(stop, () => this.#processAll(stop)),
      this.#repeat(stop, () => this.#ship(stop)),
      this.#tell(stop),
    ];
    try {
      await Promise.all(tasks);
    } finally {
      // One that fails by a bug takes the others with it: the service is to be started again as a whole.
      failed.abort();
      await Promise.allSettled(tasks);
    }
    await this.#report(this.#plan.reportSeconds);
  }

  /** Processes and ships what is there; resolves with whether nothing is left. */
  async once(signal: AbortSignal): Promise<boolean> {
    await this.#processAll(signal);
    await this.#shipper.ship(signal);
    const { backlog, outbox } = await this.#report(0);
    return backlog.files === 0 && (outbox.files === 0 || this.#shipper.state.store === "off");
  }

  /**
   * Processes and ships what is there once more, after `run`, until `signal` says that it is time: at a shutdown the
   * capture closes its last files when it is stopped, just before this.
   */
  async finish(signal: AbortSignal): Promise<void> {
    try {
      await this.#processAll(signal);
      this.#shipper.makeDue();
      await this.#shipper.ship(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    await this.#tellState(this.#plan.folder);
    await this.#report(0);
  }

  /** `task` says how long to wait for its next turn, at least until there may be something to do. */
  async #repeat(signal: AbortSignal, task: () => Promise<number>): Promise<void> {
    try {
      for (;;) {
        const wait = await task();
        await delay(Math.max(wait, this.#plan.pollMs), undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #processAll(signal: AbortSignal): Promise<number> {
    let file: string | null = null;
    try {
      for (const { name } of await this.#spool.closedFiles()) {
        signal.throwIfAborted();
        file = name;
        this.#processed(await this.#processor.process(name, signal));
      }
      return 0;
    } catch (error) {
      signal.throwIfAborted();
      // Mostly a full disk. Files behind this one continue what it began, so they wait.
      const wait = retryMs("away", ++this.#processingFailures, this.#retryTimes, Math.random());
      const message = reasonOf(error);
      this.#processingProblem = `${file ?? "closed"} was not processed: ${message}`;
      this.#log({ event: "processing-failed", file, message, retrySeconds: wait / 1_000 });
      return wait;
    }
  }

  /** Looked for as often as finished files are: what holds one file up does not concern the next. */
  async #ship(signal: AbortSignal): Promise<number> {
    await this.#shipper.ship(signal);
    return 0;
  }

  /** @param event - undefined: the file was gone */
  #processed(event: ProcessEvent | undefined): void {
    this.#processingProblem = null;
    this.#processingFailures = 0;
    if (event === undefined) return;
    this.#log(event);
    if (event.event !== "file-processed") return;
    this.#records.addAll(event);
    this.#truncatedPackets += event.truncated;
  }

  async #tell(signal: AbortSignal): Promise<void> {
    const { folder, reportSeconds } = this.#plan;
    const tellMs = Math.min(TELL_MS, reportSeconds * 1_000);
    await this.#repeatEvery(tellMs, signal, async (turn) => {
      this.#watchdog.alive(performance.now());
      await this.#tellState(folder);
      if (((turn + 1) * tellMs) % (reportSeconds * 1_000) < tellMs) await this.#report(reportSeconds);
    });
  }

  /** A full disk may have no room for it. That must not end what would make room. */
  async #tellState(folder: string): Promise<void> {
    try {
      await tellStoring(folder, await this.#state());
      this.#isUntold = false;
    } catch (error) {
      if (!isOfSystem(error)) throw error;
      if (!this.#isUntold) this.#log({ event: "storing-untold", message: reasonOf(error) });
      this.#isUntold = true;
    }
  }

  async #repeatEvery(everyMs: number, signal: AbortSignal, task: (turn: number) => Promise<void>): Promise<void> {
    try {
      for (let turn = 0; ; turn++) {
        await task(turn);
        await delay(everyMs, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #state(): Promise<StoringState> {
    const nowMs = Date.now();
    const raw = await this.#spool.closedFiles();
    const backlog = raw.map(({ bytes, modifiedMs }) => ({ bytes, finishedMs: modifiedMs }));
    const { store, problem } = this.#shipper.state;
    return {
      timeMs: nowMs,
      backlog: waitingFiles(backlog, nowMs),
      outbox: waitingFiles(await this.#outbox.waiting(), nowMs),
      store,
      problem: this.#processingProblem ?? problem,
    };
  }

  async #report(seconds: number): Promise<StoringState> {
    const state = await this.#state();
    const records = this.#records.taken();
    this.#log({
      event: "storing",
      seconds,
      backlog: state.backlog,
      outbox: state.outbox,
      uploads: this.#shipper.takeCounts(),
      truncatedPackets: this.#truncatedPackets,
      records,
    });
    this.#truncatedPackets = 0;
    for (const [cause, count] of Object.entries(records.failures)) {
      this.#log({ event: "handshakes-failed", cause, count });
    }
    return state;
  }
}
