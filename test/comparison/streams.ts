import { DEFAULT_LIMITS } from "../../modules/analyzer";
import { CaptureReader, emptyPacket } from "../../modules/analyzer/capture";
import { FrameDecoder } from "../../modules/analyzer/decap/decoder";
import { emptyFrame } from "../../modules/analyzer/decap/frame";
import type { Connection, GapKind } from "../../modules/analyzer/flow/connection";
import { DEFAULT_LISTENERS } from "../../modules/analyzer/flow/listeners";
import { WHOLE } from "../../modules/analyzer/flow/shard";
import type { Side } from "../../modules/contracts";
import { FlowEngine } from "../modules/analyzer/flow/flow-engine";

/** Takes the two streams of a connection, in order and to their ends. Bytes are borrowed for the call. */
export interface StreamReader {
  data(side: Side, bytes: Uint8Array): void;
  gap(side: Side, length: number, kind: GapKind): void;
  /** The connection is over; borrowed for the call. */
  end(connection: Connection): void;
}

const SIDES: readonly Side[] = ["client", "server"];
const GAP_KINDS: readonly GapKind[] = ["unseen", "unseen", "cut"];

/** Follows every TLS connection of a capture with the engine's stage flow, as the analyzer does. */
export async function followStreams(file: string, begin: () => StreamReader): Promise<void> {
  /** By row of the flow table. */
  const readers = new Map<number, StreamReader>();
  const engine = new FlowEngine(DEFAULT_LIMITS, DEFAULT_LISTENERS, WHOLE, {
    begin: (row) => {
      readers.set(row, begin());
    },
    end: () => {
      const { row } = engine.ended;
      readers.get(row)?.end(engine.ended);
      readers.delete(row);
    },
    // Whoever reads never has enough.
    data: (row, side, start, end) => {
      readers.get(row)?.data(SIDES[side]!, engine.bytes.slice(start, end));
      return false;
    },
    gap: (row, side, length, kind) => {
      readers.get(row)?.gap(SIDES[side]!, length, GAP_KINDS[kind]!);
      return false;
    },
    close: () => false,
    overLimit: () => false,
  });
  const decoder = new FrameDecoder();
  const frame = emptyFrame();
  const packet = emptyPacket();
  const reader = await CaptureReader.open(file);
  let ordinal = 0;
  while (await reader.fill()) {
    while (reader.next(packet)) {
      if (decoder.decode(packet, frame) === "tcp") engine.takeSegment(frame, ordinal);
      ordinal++;
    }
  }
  engine.exports.endAllLeft();
}
