import type { CaptureInput } from "../../modules/analyzer/capture";
import { CaptureReader, emptyPacket, LinkType } from "../../modules/analyzer/capture";
import { Analyzer, type AnalyzerCounts, type AnalyzerOptions } from "../../modules/analyzer/analyzer";
import type { ConnectionRecord } from "../../modules/contracts";
import type { RecordedPacket } from "./capture-files";

export interface Analysis {
  readonly records: ConnectionRecord[];
  readonly counts: AnalyzerCounts;
  readonly warnings: readonly { readonly file: string; readonly offset: number; readonly message: string }[];
}

/** All records of a capture: the whole analyzer, without the command line around it. */
export async function analyzeFile(input: CaptureInput, options?: AnalyzerOptions): Promise<Analysis> {
  const records: ConnectionRecord[] = [];
  const analyzer = new Analyzer((record) => records.push(record), options);
  const reader = await CaptureReader.open(input);
  const packet = emptyPacket();
  while (await reader.fill()) while (reader.next(packet)) analyzer.accept(packet);
  analyzer.finish();
  return { records, counts: analyzer.counts, warnings: reader.warnings };
}

/** All records of packets in memory, Ethernet frames unless told otherwise. */
export function analyzePackets(
  packets: Iterable<RecordedPacket & { readonly linkType?: number }>,
  options?: AnalyzerOptions,
): Omit<Analysis, "warnings"> {
  const records: ConnectionRecord[] = [];
  const analyzer = new Analyzer((record) => records.push(record), options);
  for (const { bytes, wireLength = bytes.length, timeUs, linkType = LinkType.ETHERNET } of packets) {
    analyzer.accept({ bytes, start: 0, end: bytes.length, wireLength, timeUs, linkType });
  }
  analyzer.finish();
  return { records, counts: analyzer.counts };
}
