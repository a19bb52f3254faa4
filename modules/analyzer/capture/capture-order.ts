import { ByteWindow } from "./byte-window";
import type { CaptureCandidate, FoundCaptures } from "./capture-inputs";
import { CaptureLane } from "./capture-lane";
import type { CaptureWarning } from "./capture-stream";
import { noCapturesIn, NotACapture, skippedInFolder } from "./errors";

/** A capture waiting for its turn. */
export interface QueuedCapture {
  readonly candidate: CaptureCandidate;
  /** Time of its first packet, microseconds since 1970; infinite when none was found near its beginning. */
  readonly startUs: number;
  /** A stream is open already, since it cannot be opened again after its beginning was looked at. */
  readonly lane: CaptureLane | null;
}

/** Read of each file to find its first packet. */
const PROBE_BYTES = 64 * 1024;
/** Read of one file without finding a packet before it is put last. */
const MAX_PROBE_BYTES = 1024 * 1024;

export interface CaptureOrder {
  readonly queue: readonly QueuedCapture[];
  /** Files of folders that are no captures. */
  readonly warnings: readonly CaptureWarning[];
}

/**
 * Puts captures in the order of their first packet, then of their name.
 *
 * @throws UserError when an input named itself is not a capture, or a folder holds none
 */
export async function inTimeOrder({ candidates, folders }: FoundCaptures, bufferBytes: number): Promise<CaptureOrder> {
  const [only] = candidates;
  // A single capture has no order, and to look at its beginning first would cost a second start.
  if (only !== undefined && candidates.length === 1 && only.folder === null && folders.length === 0) {
    return { queue: [{ candidate: only, startUs: -Infinity, lane: null }], warnings: [] };
  }
  const queue: QueuedCapture[] = [];
  const warnings: CaptureWarning[] = [];
  const probeWindow = new ByteWindow(Math.min(PROBE_BYTES, bufferBytes));
  for (const candidate of candidates) {
    const isStream = candidate.sizeBytes === null;
    try {
      queue.push(await probe(candidate, isStream ? new ByteWindow(bufferBytes) : probeWindow));
    } catch (error) {
      if (!(error instanceof NotACapture) || candidate.folder === null) throw error;
      warnings.push({ file: candidate.name, offset: 0, message: skippedInFolder() });
    }
  }
  for (const folder of folders) {
    if (!queue.some(({ candidate }) => candidate.folder === folder)) throw noCapturesIn(folder);
  }
  return { queue: queue.sort(byStartThenName), warnings };
}

async function probe(candidate: CaptureCandidate, window: ByteWindow): Promise<QueuedCapture> {
  const lane = await CaptureLane.open(candidate, window);
  const isStream = candidate.sizeBytes === null;
  const limit = isStream ? Infinity : MAX_PROBE_BYTES;
  while (!lane.hold() && lane.stream.storedBytes < limit && (await lane.stream.fill()));
  const startUs = lane.isHolding ? lane.packet.timeUs : Infinity;
  if (isStream) return { candidate, startUs, lane };
  lane.stream.close();
  return { candidate, startUs, lane: null };
}

function byStartThenName(a: QueuedCapture, b: QueuedCapture): number {
  if (a.startUs !== b.startUs) return a.startUs < b.startUs ? -1 : 1;
  if (a.candidate.name === b.candidate.name) return 0;
  return a.candidate.name < b.candidate.name ? -1 : 1;
}
