import { Analyzer, type AnalyzerOptions } from "../../modules/analyzer/analyzer";
import type { AnalyzerCounts } from "../../modules/analyzer/analyzer-counts";
import type { CaptureProgress, CaptureReader, CaptureWarning } from "../../modules/analyzer/capture";
import type { HeldForm } from "../../modules/analyzer/order/held-records";
import type { RecordOutput } from "../../modules/analyzer/order/record-order";
import type { Outcome } from "../../modules/contracts";

/** What was seen besides the records. */
export interface AnalysisResult {
  readonly counts: AnalyzerCounts;
  readonly warnings: readonly CaptureWarning[];
}

/** Who watches an analysis. */
export interface Watcher {
  progress(progress: CaptureProgress): void;
  /** Nobody wants the rest any more. */
  readonly gone: boolean;
}

/** Reads captures to their end, and has each connection's record put into `records`. */
export async function analyzeAlone(
  reader: CaptureReader,
  options: AnalyzerOptions,
  records: RecordOutput,
  watcher: Watcher,
): Promise<AnalysisResult> {
  const analyzer = new Analyzer(records, options);
  while (!watcher.gone && (await reader.fill())) {
    analyzer.acceptFrom(reader);
    watcher.progress(reader.progress);
  }
  reader.close();
  analyzer.finish();
  return { counts: analyzer.counts, warnings: reader.warnings };
}

/** Leaves out records of other outcomes than the one asked for. */
export function wanted<Held>(form: HeldForm<Held>, only: Outcome | undefined): HeldForm<Held> {
  if (only === undefined) return form;
  return {
    of: (line, ordinal) => (line.outcome === only ? form.of(line, ordinal) : null),
    write: (held, out) => {
      form.write(held, out);
    },
    read: (bytes, start, end) => form.read(bytes, start, end),
    ofText: (bytes, start, end) => form.ofText(bytes, start, end),
    drop: (held) => {
      form.drop(held);
    },
  };
}
