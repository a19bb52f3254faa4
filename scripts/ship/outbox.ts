import { rm, rmdir } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { filesBelow } from "../capture/files-below";
import type { Shipment } from "./object-store";

/** A file that waits to be stored. */
export interface Waiting extends Shipment {
  /** When it was finished, in milliseconds since 1970. */
  readonly finishedMs: number;
}

/** Finished files on disk, each at the path that is its key. A file gets here whole, in one step. */
export class Outbox {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** All that wait, the one finished first in front. */
  async waiting(): Promise<Waiting[]> {
    const files = await filesBelow(this.#folder);
    return files
      .map(({ path, facts }) => ({
        key: relative(this.#folder, path),
        path,
        bytes: facts.size,
        finishedMs: facts.mtimeMs,
      }))
      .sort((a, b) => a.finishedMs - b.finishedMs || (a.key < b.key ? -1 : 1));
  }

  /** Removes a file that is stored, and folders that are empty after it. */
  async remove({ path }: Waiting): Promise<void> {
    await rm(path, { force: true });
    try {
      for (let folder = dirname(path); folder.length > this.#folder.length; folder = dirname(folder)) {
        await rmdir(folder);
      }
    } catch {
      // Other files are still in it.
    }
  }
}
