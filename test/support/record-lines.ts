import { Analyzer, type AnalyzerOptions } from "../../modules/analyzer/analyzer";
import type { CaptureInput } from "../../modules/analyzer/capture";
import { eachLine, textOf, type RecordOutput } from "../../modules/analyzer/order/record-output";
import { acceptFile, acceptPackets, type PacketInMemory } from "./analyze";

type OutputOptions = Omit<RecordOutput, "lines">;

/** All lines of a capture, as they are told. */
export async function linesOfFile(
  input: CaptureInput | readonly CaptureInput[],
  options: AnalyzerOptions = {},
  output: OutputOptions = {},
): Promise<readonly string[]> {
  const told: string[] = [];
  await acceptFile(new Analyzer(linesTo(told, output), options), input);
  return told;
}

/** The same of packets in memory. */
export function linesOfPackets(
  packets: Iterable<PacketInMemory>,
  options: AnalyzerOptions = {},
  output: OutputOptions = {},
): readonly string[] {
  const told: string[] = [];
  acceptPackets(new Analyzer(linesTo(told, output), options), packets);
  return told;
}

function linesTo(told: string[], output: OutputOptions): RecordOutput {
  return {
    ...output,
    lines: (bytes, start, end) => {
      eachLine(bytes, start, end, (from, to) => told.push(textOf(bytes, from, to)));
    },
  };
}
