import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * How the storing of captures stands, told by the process script and read by the health check.
 *
 * They are two processes with different rights, so it goes through a file, which is replaced in one step.
 */
export interface StoringState {
  /** When it was told, in milliseconds since 1970. */
  readonly timeMs: number;
  /** Finished capture files that were not processed yet. */
  readonly backlog: WaitingFiles;
  /** Results that were not uploaded yet. */
  readonly outbox: WaitingFiles;
  /** `off`: no bucket is set. `unknown`: nothing was uploaded yet since the start. */
  readonly store: "off" | "unknown" | "reached" | "away" | "refused";
  /** What went wrong last, and what to do; null while all is well. */
  readonly problem: string | null;
}

/** Files that wait for something. */
export interface WaitingFiles {
  readonly files: number;
  readonly bytes: number;
  /** Since the oldest was finished; 0 without one. */
  readonly seconds: number;
}

const FILE = "storing.json";

export async function tellStoring(folder: string, state: StoringState): Promise<void> {
  const path = join(folder, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(state)}\n`);
  await rename(`${path}.new`, path);
}

/** Undefined where nothing was ever told. */
export async function readStoring(folder: string): Promise<StoringState | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, FILE), "utf8")) as StoringState;
  } catch {
    return undefined;
  }
}

/** Sums up files by what each is and when it was finished. */
export function waitingFiles(
  files: readonly { readonly bytes: number; readonly finishedMs: number }[],
  nowMs: number,
): WaitingFiles {
  const oldestMs = files.reduce((oldest, { finishedMs }) => Math.min(oldest, finishedMs), nowMs);
  return {
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    seconds: Math.round((nowMs - oldestMs) / 1_000),
  };
}
