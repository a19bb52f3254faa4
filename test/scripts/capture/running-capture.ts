import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { CaptureEvent } from "../../../scripts/capture/events";

/** A running capture and the events it has told. */
export class RunningCapture {
  readonly events: CaptureEvent[] = [];
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcess;
  #said = "";

  constructor(process: ChildProcess) {
    this.#process = process;
    this.ended = once(process, "close").then(([status]) => status as number | null);
    let partial = "";
    process.stdout!.setEncoding("utf8").on("data", (text: string) => {
      const lines = (partial + text).split("\n");
      partial = lines.pop() ?? "";
      for (const line of lines) this.events.push(JSON.parse(line) as CaptureEvent);
    });
    process.stderr!.setEncoding("utf8").on("data", (text: string) => (this.#said += text));
  }

  /** Waits until `count` events were as asked. */
  async told(isWanted: (event: CaptureEvent) => boolean, count = 1): Promise<void> {
    while (this.events.filter(isWanted).length < count) {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null)
        throw new Error(`the capture ended: ${this.#said}`);
      await delay(20);
    }
  }

  async stop(signal: "SIGTERM" | "SIGINT"): Promise<number | null> {
    this.#process.kill(signal);
    return this.ended;
  }

  signal(signal: "SIGHUP" | "SIGSTOP" | "SIGCONT"): void {
    this.#process.kill(signal);
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.ended;
  }

  /** Ends it whatever became of the test. */
  async end(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.kill();
  }
}
