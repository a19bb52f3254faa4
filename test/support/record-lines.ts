import { Analyzer, type AnalyzerOptions } from "../../modules/analyzer/analyzer";
import { ByteWriter } from "../../modules/analyzer/bytes/byte-writer";
import type { CaptureInput } from "../../modules/analyzer/capture";
import type { Place, RecordOutput } from "../../modules/analyzer/order/record-order";
import { textOf, writeLine, type GappedLine, type RecordLine } from "../../modules/analyzer/report/record-line";
import { acceptFile, acceptPackets, type PacketInMemory } from "./analyze";

/** All lines of a capture, in the order of its records. */
export async function linesOfFile(input: CaptureInput, options?: AnalyzerOptions): Promise<readonly RecordLine[]> {
  const lines = new CopiedLines();
  await acceptFile(new Analyzer(lines, options), input);
  return lines.copied;
}

/** The same of packets in memory. */
export function linesOfPackets(packets: Iterable<PacketInMemory>, options?: AnalyzerOptions): readonly RecordLine[] {
  const lines = new CopiedLines();
  acceptPackets(new Analyzer(lines, options), packets);
  return lines.copied;
}

/** A line as it is printed. */
export function textOfLine(line: GappedLine): string {
  const out = new ByteWriter(16);
  writeLine(line, out);
  return textOf(out.bytes, 0, out.length);
}

/** Bytes before and behind a line which are not its own: the engine's memory holds much else. */
const BESIDE = 10;

/** The line is lent: what is kept of it has to be copied. */
function copyOf(line: RecordLine): RecordLine {
  const bytes = new Uint8Array(line.end - line.start + 2 * BESIDE).fill(0xee);
  bytes.set(line.bytes.subarray(line.start, line.end), BESIDE);
  const moved = BESIDE - line.start;
  return {
    ...line,
    bytes,
    start: BESIDE,
    end: line.end + moved,
    listsAt: line.listsAt < 0 ? -1 : line.listsAt + moved,
  };
}

/** Keeps a copy of every line in its place. */
class CopiedLines implements RecordOutput {
  readonly #places: (RecordLine | null)[] = [];

  get copied(): readonly RecordLine[] {
    return this.#places.filter((line) => line !== null);
  }

  take(): Place {
    const place = this.#places.push(null) - 1;
    return {
      fill: (line) => {
        this.#places[place] = line === null ? null : copyOf(line);
      },
    };
  }
}
