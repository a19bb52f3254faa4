import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { LinkType } from "../../../../modules/analyzer/capture";
import { FrameDecoder } from "../../../../modules/analyzer/decap/decoder";
import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import { DEFAULT_FLOW_LIMITS } from "../../../../modules/analyzer/flow/limits";
import { DEFAULT_LISTENERS, Listeners } from "../../../../modules/analyzer/flow/listeners";
import type { StreamConsumer } from "../../../../modules/analyzer/flow/stream-consumer";
import { ConnectionTracker } from "../../../../modules/analyzer/flow/tracker";
import { tcp } from "../../../support/conversations";

/** A million in all. A round is short enough for its garbage to fit into the young generation uncollected. */
const ROUNDS = 20;
const PACKETS_PER_ROUND = 50_000;

/** An object of one field takes 16 bytes at least, so this allows for none in most packets. */
const MAX_BYTES_PER_PACKET = 4;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Counts the bytes it is given, and keeps nothing. */
class ByteCount implements StreamConsumer {
  readonly settled = false;
  readonly handshaking = false;
  bytes = 0;

  data(_side: string, _bytes: Uint8Array, start: number, end: number): void {
    this.bytes += end - start;
  }

  gap(): void {
    throw new Error("nothing is missing here");
  }

  close(): void {
    throw new Error("nobody closes here");
  }

  overLimit(): void {
    throw new Error("nothing is held here");
  }
}

test("a million packets in order leave no garbage behind, from the frame to the consumer", () => {
  const count = new ByteCount();
  const hooks = { begin: () => count, end: () => undefined, opens: () => false };
  const tracker = new ConnectionTracker(DEFAULT_FLOW_LIMITS, new Listeners(DEFAULT_LISTENERS), hooks);
  const decoder = new FrameDecoder();
  const frame = emptyFrame();
  const opening = tcp({ vni: 7 }).connect().client("x".repeat(100));
  const timeUs = opening.packets[0]!.timeUs;
  for (const { bytes } of opening.packets) {
    decoder.decode(packetOf(bytes, timeUs), frame);
    tracker.accept(frame, 0);
  }
  // The last segment over and over, with the sequence number moved on as a transfer would.
  const { bytes } = opening.packets.at(-1)!;
  const packet = packetOf(bytes, timeUs);
  const view = new DataView(bytes.buffer);
  const sequenceAt = bytes.length - 100 - 16;
  const transfer = (): void => {
    for (let i = 0; i < PACKETS_PER_ROUND; i++) {
      view.setUint32(sequenceAt, view.getUint32(sequenceAt) + 100);
      if (decoder.decode(packet, frame) !== "tcp") throw new Error("the packet is damaged");
      tracker.accept(frame, 0);
    }
  };

  // Code that is not optimized yet makes garbage of its own, and on a busy machine optimizing takes a while: what the
  // code itself allocates, it allocates in every round.
  const growths = Array.from({ length: ROUNDS }, () => heapGrowth(transfer));
  expect(count.bytes).toBe(100 + ROUNDS * PACKETS_PER_ROUND * 100);
  expect(Math.min(...growths) / PACKETS_PER_ROUND).toBeLessThan(MAX_BYTES_PER_PACKET);
});

function packetOf(bytes: Uint8Array, timeUs: number) {
  return { bytes, start: 0, end: bytes.length, wireLength: bytes.length, timeUs, linkType: LinkType.ETHERNET };
}

/** Bytes of heap that a run allocated. */
function heapGrowth(run: () => void): number {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  run();
  return process.memoryUsage().heapUsed - before;
}
