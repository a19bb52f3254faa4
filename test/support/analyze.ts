import type { CaptureInput } from "../../modules/analyzer/capture";
import { CaptureReader, LinkType } from "../../modules/analyzer/capture";
import { Analyzer, type AnalyzerOptions } from "../../modules/analyzer/analyzer";
import type { AnalyzerCounts } from "../../modules/analyzer/analyzer-counts";
import { MAX_SPARE_INSTANCES } from "../../modules/analyzer/engine/instance";
import type { ConnectionRecord } from "../../modules/contracts";
import type { RecordedPacket } from "./capture-files";

/** Takes those engines that other analyzers have left, whose memory has grown: the next analyzer begins with one that is small. */
export function takeUsedEngines(): void {
  for (let i = 0; i < MAX_SPARE_INSTANCES; i++) new Analyzer(() => undefined);
}

export interface Analysis {
  readonly records: ConnectionRecord[];
  readonly counts: AnalyzerCounts;
  readonly warnings: readonly { readonly file: string; readonly offset: number; readonly message: string }[];
}

/** All records of a capture: the whole analyzer, without the command line around it. */
export async function analyzeFile(input: CaptureInput, options?: AnalyzerOptions): Promise<Analysis> {
  const records: ConnectionRecord[] = [];
  const analyzer = new Analyzer((record) => records.push(record), options);
  const { warnings } = await acceptFile(analyzer, input);
  return { records, counts: analyzer.counts, warnings };
}

/** All packets of a capture into an analyzer, to the end. */
export async function acceptFile(
  analyzer: Analyzer,
  input: CaptureInput | readonly CaptureInput[],
): Promise<CaptureReader> {
  const reader = await CaptureReader.open(input);
  while (await reader.fill()) analyzer.acceptFrom(reader);
  analyzer.finish();
  return reader;
}

/** A packet in memory, an Ethernet frame unless told otherwise. */
export type PacketInMemory = RecordedPacket & { readonly linkType?: number };

/** All records of packets in memory. */
export function analyzePackets(
  packets: Iterable<PacketInMemory>,
  options?: AnalyzerOptions,
): Omit<Analysis, "warnings"> {
  const records: ConnectionRecord[] = [];
  const analyzer = new Analyzer((record) => records.push(record), options);
  acceptPackets(analyzer, packets);
  return { records, counts: analyzer.counts };
}

/** All of them into an analyzer, to the end. */
export function acceptPackets(analyzer: Analyzer, packets: Iterable<PacketInMemory>): void {
  for (const { bytes, wireLength = bytes.length, timeUs, linkType = LinkType.ETHERNET } of packets) {
    analyzer.accept({ bytes, filling: 0, start: 0, end: bytes.length, wireLength, timeUs, linkType });
  }
  analyzer.finish();
}
