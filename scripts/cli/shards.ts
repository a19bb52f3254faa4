import { readdirSync, statSync, type Stats } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import type { AnalyzerOptions } from "../../modules/analyzer/analyzer";
import type { CaptureProgress } from "../../modules/analyzer/capture";
import type { ShardMerge } from "../../modules/analyzer/order/shard-merge";
import { UserError, type Outcome } from "../../modules/contracts";
import type { AnalysisResult, Watcher } from "./analysis";

/** What a thread is given to do. */
export interface ShardTask {
  readonly captures: readonly string[];
  readonly options: Omit<AnalyzerOptions, "policy"> & { readonly limits: NonNullable<AnalyzerOptions["limits"]> };
  /** As given to `--policy`: a function cannot be handed to a thread. */
  readonly policy: string | undefined;
  readonly only: Outcome | undefined;
}

/** What a thread tells. */
export type ShardMessage =
  | { readonly kind: "lines"; readonly lines: Uint8Array<ArrayBuffer> }
  | { readonly kind: "progress"; readonly progress: CaptureProgress }
  | { readonly kind: "end"; readonly result: AnalysisResult }
  /** The user's input is at fault. */
  | { readonly kind: "refused"; readonly message: string };

/** Below, a second thread saves seconds at most, and takes 100 MB of memory. */
const MIN_BYTES = 1e9;

/** A single capture is read in one thread: two save a tenth of the time where all are handshakes, and none elsewhere. */
const MIN_FILES = 2;

/** A quarter of what V8 takes for a thread's garbage; little of it outlives a collection, so that more of them cost nothing. */
const YOUNG_GENERATION_MB = 12;

/** All threads read all packets, so that more of them save less and less. */
const MAX_DEFAULT_THREADS = 4;

/** Threads worth starting for these captures: one for streams, which can be read only once, and for little to read. */
export function threadsFor(captures: readonly string[]): number {
  const sizes: number[] = [];
  for (const capture of captures) {
    const stats = capture === "-" ? undefined : statSync(capture, { throwIfNoEntry: false });
    const found = stats === undefined ? null : sizesOf(capture, stats);
    if (found === null) return 1;
    sizes.push(...found);
  }
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const isMuch = sizes.length >= MIN_FILES && bytes >= MIN_BYTES;
  return isMuch ? Math.min(MAX_DEFAULT_THREADS, availableParallelism()) : 1;
}

/**
 * Analyzes captures in several threads, each of which reads every packet and follows its share of the connections:
 * decoding headers is cheap beside following a handshake, and wherever rotation splits a connection, one thread sees
 * both parts. The records come out as from one thread; only limits on all connections together are shared out.
 */
export async function analyzeInShards(
  task: ShardTask,
  threads: number,
  merge: ShardMerge,
  watcher: Watcher,
): Promise<AnalysisResult | null> {
  // Loaded late, since most captures are read in one thread.
  const { Worker } = await import("node:worker_threads");
  const workers: Worker[] = [];
  try {
    const results = await Promise.all(
      Array.from({ length: threads }, (_, index) => {
        const worker = new Worker(join(__dirname, "shard-worker.js"), {
          workerData: shareOf(task, index, threads),
          resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
        });
        workers.push(worker);
        return followed(worker, index, merge, watcher);
      }),
    );
    return together(results);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function shareOf(task: ShardTask, index: number, count: number): ShardTask {
  const { limits } = task.options;
  const share = {
    ...limits,
    maxConnections: Math.ceil(limits.maxConnections / count),
    maxPendingBytesTotal: Math.ceil(limits.maxPendingBytesTotal / count),
    maxHeldRecords: Math.ceil(limits.maxHeldRecords / count),
  };
  return { ...task, options: { ...task.options, limits: share, shard: { index, count } } };
}

/** Takes what a thread tells until it ends, or until nobody wants it any more. */
function followed(worker: Worker, index: number, merge: ShardMerge, watcher: Watcher): Promise<AnalysisResult | null> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.on("message", (message: ShardMessage) => {
      switch (message.kind) {
        case "lines":
          merge.push(index, message.lines);
          break;
        case "progress":
          watcher.progress(message.progress);
          break;
        case "end":
          merge.end(index);
          resolve(message.result);
          break;
        case "refused":
          reject(new UserError(message.message));
          break;
      }
      if (watcher.gone) resolve(null);
    });
  });
}

/** Every thread counts all packets, and the connections of its own. Null when one of them was not waited for. */
function together(results: readonly (AnalysisResult | null)[]): AnalysisResult | null {
  const [first] = results;
  if (first === undefined || first === null) return null;
  const outcomes = { ...first.counts.outcomes };
  let { duplicates } = first.counts;
  for (const result of results.slice(1)) {
    if (result === null) return null;
    for (const outcome of Object.keys(outcomes) as Outcome[]) outcomes[outcome] += result.counts.outcomes[outcome];
    duplicates += result.counts.duplicates;
  }
  return { counts: { ...first.counts, outcomes, duplicates }, warnings: first.warnings };
}

/** Bytes of a file, or of each of a folder's files; null for what is neither. */
function sizesOf(path: string, stats: Stats): readonly number[] | null {
  if (stats.isFile()) return [stats.size];
  if (!stats.isDirectory()) return null;
  return readdirSync(path).flatMap((name) => {
    const file = statSync(join(path, name), { throwIfNoEntry: false });
    return file?.isFile() === true ? [file.size] : [];
  });
}
