/** A file that may be removed to make room. */
export interface RemovableFile {
  /** Path below the folder of the captures. */
  readonly name: string;
  readonly bytes: number;
  /** The bucket holds all that is in it. */
  readonly isUploaded: boolean;
}

/** What is on the disk, and what may be. */
export interface DiskUse {
  /** In the order of removal. */
  readonly removable: readonly RemovableFile[];
  /** Bytes in files that are being written. */
  readonly openBytes: number;
  readonly budgetBytes: number;
  readonly freeBytes: number;
  /** Space that must stay free, or tcpdump would cut its file short and not say so. */
  readonly neededBytes: number;
}

/** Files to remove, and whether that makes enough room to go on. */
export interface PruningPlan {
  readonly remove: readonly RemovableFile[];
  readonly mayContinue: boolean;
}

/**
 * Removes files until captures are within their budget and the disk has room for the next ones.
 *
 * Where somebody else has filled the disk and all files together would not be room enough, none is given up for it.
 */
export function planPruning(use: DiskUse): PruningPlan {
  const removableBytes = use.removable.reduce((sum, file) => sum + file.bytes, 0);
  const overBudget = removableBytes + use.openBytes - use.budgetBytes;
  const missing = use.neededBytes - use.freeBytes;
  let excess = missing <= removableBytes ? Math.max(overBudget, missing) : overBudget;

  const remove: RemovableFile[] = [];
  for (const file of use.removable) {
    if (excess <= 0) break;
    remove.push(file);
    excess -= file.bytes;
  }
  const removedBytes = remove.reduce((sum, file) => sum + file.bytes, 0);
  return { remove, mayContinue: use.freeBytes + removedBytes >= use.neededBytes };
}
