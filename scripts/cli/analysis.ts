import { Analyzer, type AnalyzerOptions } from "../../modules/analyzer/analyzer";
import type { AnalyzerCounts } from "../../modules/analyzer/analyzer-counts";
import type { CaptureProgress, CaptureReader, CaptureWarning } from "../../modules/analyzer/capture";
import type { RecordOutput } from "../../modules/analyzer/order/record-output";

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

/** Reads captures to their end, and has the records told to `output`. */
export async function analyzeAlone(
  reader: CaptureReader,
  options: AnalyzerOptions,
  output: RecordOutput,
  watcher: Watcher,
): Promise<AnalysisResult> {
  const analyzer = new Analyzer(output, options);
  while (!watcher.gone) {
    const filled = reader.fill();
    // A file answers at once. To wait for its answer all the same takes 4 us, 30 ms a gigabyte.
    if (!(typeof filled === "boolean" ? filled : await filled)) break;
    analyzer.acceptFrom(reader);
    watcher.progress(reader.progress);
  }
  reader.close();
  analyzer.finish();
  return { counts: analyzer.counts, warnings: reader.warnings };
}
