import type { Dirent, Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** A file as it was when it was met. */
export interface FoundFile {
  readonly path: string;
  readonly facts: Stats;
}

/**
 * All files below a folder, in no order; none where there is no such folder.
 *
 * Others remove files, and folders with the last file in them, while this looks. What goes meanwhile is left out, and all
 * that stays is found: `readdir` of a whole tree gives up on the first folder that is gone.
 */
export async function filesBelow(folder: string): Promise<FoundFile[]> {
  const found = await Promise.all(
    (await entriesOf(folder)).map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      const facts = entry.isFile() ? await stat(path).catch(() => undefined) : undefined;
      return facts === undefined ? [] : [{ path, facts }];
    }),
  );
  return found.flat();
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
