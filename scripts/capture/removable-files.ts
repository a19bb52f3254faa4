import { join, relative } from "node:path";
import type { RemovableFile } from "./disk-budget";
import { filesBelow } from "./files-below";

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
  const files = await filesBelow(join(folder, below));
  return files.flatMap(({ path, facts }) => {
    const worth = worthOf(path, facts.nlink);
    if (worth === undefined) return [];
    const name = relative(folder, path);
    return [{ name, bytes: facts.size, isUploaded: worth === "uploaded", worth, modifiedMs: facts.mtimeMs }];
  });
}
