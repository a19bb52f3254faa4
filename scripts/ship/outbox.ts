import type { Dirent } from "node:fs";
import { readdir, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
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
    const entries: Dirent[] = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = await Promise.all(
      entries.filter((entry) => entry.isFile()).map((entry) => this.#describe(join(entry.parentPath, entry.name))),
    );
    return files
      .filter((file) => file !== undefined)
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

  async #describe(path: string): Promise<Waiting | undefined> {
    // The disk budget removes files at any time.
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined) return undefined;
    const key = relative(this.#folder, path);
    return { key, path, bytes: facts.size, finishedMs: facts.mtimeMs };
  }
}
