import { spawn } from "node:child_process";

/** Told so many times within the limit, a late one does no harm. */
const TIMES_PER_LIMIT = 3;

/**
 * Tells systemd that the script goes on; one that does not for the unit's `WatchdogSec` is ended and started again.
 *
 * By systemd's own command, since Node has no datagram sockets of the file system: sd_notify(3).
 */
export class Watchdog {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #everyMs: number;
  #nextMs: number;

  /** Does nothing where systemd asks for nothing. */
  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.#environment = environment;
    const limit = environment["WATCHDOG_USEC"];
    this.#everyMs = Number(limit ?? 0) / 1_000 / TIMES_PER_LIMIT;
    this.#nextMs = limit === undefined ? Infinity : 0;
  }

  /** To be called when something that must not stand still has moved on. `nowMs` is of a clock that is never set. */
  alive(nowMs: number): void {
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + this.#everyMs;
    // Whether it was told or not, systemd knows best: unheard, it acts.
    spawn("systemd-notify", ["WATCHDOG=1"], { stdio: "ignore", env: this.#environment }).on("error", () => undefined);
  }
}
