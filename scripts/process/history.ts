import { linkSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RawFile } from "./raw-file";

/**
 * The captures last made of one VNI, kept as links beside the outbox.
 *
 * What an analysis knows of connections that are still open is in memory. After a restart it is rebuilt by analyzing
 * these captures again, which gives the same records as the raw files did.
 */

/** A capture of the past. */
export interface PastCapture {
  readonly path: string;
  /** Time of the last frame in the raw file it was made from. */
  readonly endUs: number;
  /** Nothing from before bears on it. */
  readonly interrupted: boolean;
}

/** A connection may be idle this long and go on: the longest idle timeout of a load balancer. */
const HISTORY_SECONDS = 4000;
const MAX_FILES = 128;
/** Share of the disk budget, and a limit, so that a start does not take minutes. */
const BUDGET_SHARE = 1 / 8;
const MAX_BYTES = 256 * 1024 * 1024;

/** Kept as `NUMBER~ENDUS~FLAG~RAWNAMEng`. */
interface Entry {
  readonly name: string;
  readonly rawName: string;
  readonly endUs: number;
  readonly interrupted: boolean;
}

export class History {
  readonly #folder: string;
  readonly #maxBytes: number;

  constructor(folder: string, vni: number, diskBudgetBytes: number) {
    this.#folder = join(folder, `${vni}`);
    this.#maxBytes = Math.min(MAX_BYTES, diskBudgetBytes * BUDGET_SHARE);
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Captures in the order of processing, but not of raw files that are still there: those are processed again. */
  past(isThere: (rawName: string) => boolean): PastCapture[] {
    return this.#entries()
      .filter(({ rawName }) => !isThere(rawName))
      .map(({ name, endUs, interrupted }) => ({ path: join(this.#folder, name), endUs, interrupted }));
  }

  /** Keeps a capture as the latest. */
  add(raw: RawFile, capture: string, { endUs, interrupted }: Omit<PastCapture, "path">): void {
    const known = this.#entries();
    const again = known.find(({ rawName }) => rawName === raw.name);
    if (again !== undefined) this.#remove(again);
    const number = Number(known.at(-1)?.name.split("~")[0] ?? 0) + 1;
    const flag = interrupted ? "interrupted" : "continued";
    linkSync(capture, join(this.#folder, [`${number}`.padStart(8, "0"), endUs, flag, `${raw.name}ng`].join("~")));
    this.#prune();
  }

  #prune(): void {
    const entries = this.#entries().reverse();
    const newestUs = entries[0]?.endUs ?? 0;
    let bytes = 0;
    entries.forEach((entry, index) => {
      bytes += statSync(join(this.#folder, entry.name), { throwIfNoEntry: false })?.size ?? 0;
      const isOld = newestUs - entry.endUs > HISTORY_SECONDS * 1e6;
      if (index > 0 && (isOld || index >= MAX_FILES || bytes > this.#maxBytes)) this.#remove(entry);
    });
  }

  #remove({ name }: Entry): void {
    rmSync(join(this.#folder, name), { force: true });
  }

  #entries(): Entry[] {
    return readdirSync(this.#folder)
      .sort()
      .flatMap((name) => {
        const [, endUs, flag, rawName] = /^\d+~(\d+)~(interrupted|continued)~(.+\.pcap)ng$/.exec(name) ?? [];
        if (endUs === undefined || rawName === undefined) return [];
        return [{ name, rawName, endUs: Number(endUs), interrupted: flag === "interrupted" }];
      });
  }
}
