import type { CaptureInput, CaptureOptions, CaptureWarning, NamedStream } from "../../modules/analyzer/capture";
import { CaptureReader, emptyPacket } from "../../modules/analyzer/capture";

/** A packet copied out of the reader. */
export interface ReadPacket {
  readonly timeUs: number;
  readonly wireLength: number;
  readonly linkType: number;
  readonly bytes: Uint8Array;
}

export interface ReadCapture {
  readonly packets: readonly ReadPacket[];
  readonly warnings: readonly CaptureWarning[];
}

/** Reads captures to their end. */
export async function readCapture(
  inputs: CaptureInput | readonly CaptureInput[],
  options?: CaptureOptions,
): Promise<ReadCapture> {
  const reader = await CaptureReader.open(inputs, options);
  const packet = emptyPacket();
  const packets: ReadPacket[] = [];
  while (await reader.fill()) {
    while (reader.next(packet)) {
      const { timeUs, wireLength, linkType } = packet;
      packets.push({ timeUs, wireLength, linkType, bytes: packet.bytes.slice(packet.start, packet.end) });
    }
  }
  return { packets, warnings: reader.warnings };
}

/** A capture in memory as a stream that hands it over in pieces. */
export function streamOf(bytes: Uint8Array, chunkBytes = bytes.length, name = "capture"): NamedStream {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let offset = 0; offset < bytes.length; offset += chunkBytes) {
      yield await Promise.resolve(bytes.subarray(offset, offset + chunkBytes));
    }
  }
  return { name, stream: chunks() };
}
