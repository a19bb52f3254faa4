import { rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { DiskUse } from "./disk-budget";
import { planPruning } from "./disk-budget";
import type { Log } from "./events";
import type { DiskState } from "./health";
import { removableFiles } from "./removable-files";
import { fileSizeLimitMegabytes } from "./rotation";
import type { Spool } from "./spool";

/** Which folder, and how much of its disk is for captures. */
export interface DiskPlan {
  readonly folder: string;
  readonly diskBudgetBytes: number;
}

/** Whether captures may go on, and what that was decided by. */
export interface DiskRoom {
  readonly mayContinue: boolean;
  /** Before anything was removed. */
  readonly freeBytes: number;
  readonly neededBytes: number;
}

/** Keeps what all captures of a machine have written within its budget, and the disk from filling up. */
export class DiskKeeper {
  readonly #folder: string;
  readonly #spool: Spool;
  readonly #captures: number;
  readonly #log: Log;
  #budgetBytes: number;
  /** When a file was last removed that was nowhere else. */
  #lostMs: number | undefined;

  /** @param captures - how many write at a time */
  constructor({ folder, diskBudgetBytes }: DiskPlan, spool: Spool, captures: number, log: Log) {
    this.#folder = folder;
    this.#budgetBytes = diskBudgetBytes;
    this.#spool = spool;
    this.#captures = captures;
    this.#log = log;
  }

  /** Goes on by another budget. */
  follow(budgetBytes: number): void {
    this.#budgetBytes = budgetBytes;
  }

  /** Removes what must go; resolves with whether there is room to go on. `nowMs` is of a clock that is never set. */
  async keepBudget(nowMs: number): Promise<DiskRoom> {
    const use = await this.#use();
    const { remove, mayContinue } = planPruning(use);
    for (const file of remove) await rm(join(this.#folder, file.name), { force: true });
    const last = remove.at(-1);
    if (last !== undefined) {
      const bytes = remove.reduce((sum, file) => sum + file.bytes, 0);
      const neverUploaded = remove.filter((file) => !file.isUploaded).length;
      if (neverUploaded > 0) this.#lostMs = nowMs;
      this.#log({ event: "files-removed", files: remove.length, bytes, last: last.name, neverUploaded });
    }
    return { mayContinue, freeBytes: use.freeBytes, neededBytes: use.neededBytes };
  }

  /** Since a file was removed that was nowhere else; null when none was. */
  lostSeconds(nowMs: number): number | null {
    return this.#lostMs === undefined ? null : Math.round((nowMs - this.#lostMs) / 1_000);
  }

  async state(): Promise<DiskState> {
    const { removable, openBytes, budgetBytes, freeBytes, neededBytes } = await this.#use();
    const usedBytes = removable.reduce((sum, file) => sum + file.bytes, openBytes);
    return { usedBytes, budgetBytes, freeBytes, neededBytes };
  }

  async #use(): Promise<DiskUse> {
    const { bavail, bsize } = await statfs(this.#spool.closedFolder);
    return {
      removable: await removableFiles(this.#folder),
      openBytes: await this.#spool.openBytes(),
      budgetBytes: this.#budgetBytes,
      freeBytes: bavail * bsize,
      neededBytes: fileSizeLimitMegabytes(this.#budgetBytes, this.#captures) * 1_000_000 * this.#captures,
    };
  }
}
