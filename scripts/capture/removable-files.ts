import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { RemovableFile } from "./disk-budget";

/**
 * What may go first when the disk is full: what the bucket has, then what nobody can read, then packets, oldest first,
 * and at the very last findings, which are small and what all of it is for.
 */
const ORDER = ["uploaded", "unreadable", "packets", "findings"] as const;
type Worth = (typeof ORDER)[number];

interface Found extends RemovableFile {
  readonly worth: Worth;
  readonly modifiedMs: number;
}

/** Finished files of all kinds below the folder of the captures, in the order in which they may be removed. */
export async function removableFiles(folder: string): Promise<RemovableFile[]> {
  const found = [
    ...(await filesIn(folder, "closed", () => "packets")),
    ...(await filesIn(folder, "unreadable", () => "unreadable")),
    ...(await filesIn(folder, "outbox", (path) => (path.endsWith(".ndjson.gz") ? "findings" : "packets"))),
    // A link beside the outbox takes no room of its own while the file waits there.
    ...(await filesIn(folder, "history", (_, links) => (links > 1 ? undefined : "uploaded"))),
  ];
  return found.sort((a, b) => ORDER.indexOf(a.worth) - ORDER.indexOf(b.worth) || a.modifiedMs - b.modifiedMs);
}

async function filesIn(
  folder: string,
  below: string,
  worthOf: (path: string, links: number) => Worth | undefined,
): Promise<Found[]> {
  const entries: Dirent[] = await readdir(join(folder, below), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      // Whoever processes and uploads removes files at any time.
      const facts = entry.isFile() ? await stat(path).catch(() => undefined) : undefined;
      const worth = facts === undefined ? undefined : worthOf(path, facts.nlink);
      if (facts === undefined || worth === undefined) return [];
      const name = relative(folder, path);
      return [{ name, bytes: facts.size, isUploaded: worth === "uploaded", worth, modifiedMs: facts.mtimeMs }];
    }),
  );
  return found.flat();
}
