import type { ClosedFile } from "./spool";

/** What is on the disk, and what may be. */
export interface DiskUse {
  /** Finished files, the oldest first. */
  readonly closed: readonly ClosedFile[];
  /** Bytes in files that are being written. */
  readonly openBytes: number;
  readonly budgetBytes: number;
  readonly freeBytes: number;
  /** Space that must stay free, or tcpdump would cut its file short and not say so. */
  readonly neededBytes: number;
}

/** Files to remove, and whether that makes enough room to go on. */
export interface PruningPlan {
  readonly remove: readonly ClosedFile[];
  readonly mayContinue: boolean;
}

/** Removes the oldest files until captures are within their budget and the disk has room for the next ones. */
export function planPruning(use: DiskUse): PruningPlan {
  const closedBytes = use.closed.reduce((sum, file) => sum + file.bytes, 0);
  const overBudget = closedBytes + use.openBytes - use.budgetBytes;
  const missing = use.neededBytes - use.freeBytes;
  let excess = Math.max(overBudget, missing);

  const remove: ClosedFile[] = [];
  for (const file of use.closed) {
    if (excess <= 0) break;
    remove.push(file);
    excess -= file.bytes;
  }
  const removedBytes = remove.reduce((sum, file) => sum + file.bytes, 0);
  return { remove, mayContinue: use.freeBytes + removedBytes >= use.neededBytes };
}
