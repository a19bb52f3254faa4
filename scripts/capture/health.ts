import type { StoringState } from "./storing";
import type { VxlanDevice } from "./vxlan-device";

/** One VNI's capture, as the health check sees it. */
export interface CaptureState {
  readonly device: VxlanDevice;
  readonly isRunning: boolean;
  /** Why the device cannot receive; empty when it can. */
  readonly deviceProblems: readonly string[];
  /** Since a packet, mirrored or a probe, was last seen to be captured. Null: never. */
  readonly silentSeconds: number | null;
}

export interface DiskState {
  readonly usedBytes: number;
  readonly budgetBytes: number;
  readonly freeBytes: number;
  /** Free space below which a capture file could be cut short. */
  readonly neededBytes: number;
}

/** What becomes of captures, as the health check sees it. */
export interface StoringFacts {
  /** Null where nothing has processed captures here yet. */
  readonly state: StoringState | null;
  /** Since a file was removed that was nowhere else. Null: never. */
  readonly lostSeconds: number | null;
  /** The time of `state` is compared with it. */
  readonly nowMs: number;
}

/** Removing files before they are uploaded is loss, for as long as the next check of an operator may take. */
const LOSS_SECONDS = 600;

/** The process script tells how it stands every five seconds, but may be at a large file. */
const MAX_UNTOLD_SECONDS = 120;

/** A capture file is processed as soon as it is finished. */
const MAX_BACKLOG_SECONDS = 600;

export interface HealthReport {
  readonly healthy: boolean;
  /** What keeps packets from being captured or stored; empty when healthy. */
  readonly problems: readonly string[];
  /** What needs attention, though packets are captured and there is room to keep them. */
  readonly warnings: readonly string[];
  readonly captures: readonly {
    readonly vni: number;
    readonly device: string;
    readonly silentSeconds: number | null;
  }[];
  readonly disk: DiskState;
  /** Null where nothing has processed captures here yet. */
  readonly storing: StoringState | null;
}

/**
 * Judges whether packets can be captured and stored at this moment.
 *
 * @param maxSilentSeconds - how long neither a packet nor a probe may have been captured
 */
export function judgeHealth(
  captures: readonly CaptureState[],
  disk: DiskState,
  storing: StoringFacts,
  maxSilentSeconds: number,
): HealthReport {
  const problems = captures.flatMap((capture) => captureProblems(capture, maxSilentSeconds));
  if (disk.freeBytes < disk.neededBytes) {
    problems.push(`disk: ${disk.freeBytes} bytes are free, and ${disk.neededBytes} are needed for the next files`);
  }
  const { state, lostSeconds } = storing;
  // Without a bucket the oldest files make room for the next ones, as they are meant to.
  if (lostSeconds !== null && lostSeconds <= LOSS_SECONDS && state !== null && state.store !== "off") {
    problems.push(
      `storing: files were removed before they were uploaded, ${lostSeconds} s ago, to keep the disk budget`,
    );
  }
  return {
    healthy: problems.length === 0,
    problems,
    warnings: state === null ? [] : storingWarnings(state, storing.nowMs),
    captures: captures.map(({ device, silentSeconds }) => ({ vni: device.vni, device: device.name, silentSeconds })),
    disk,
    storing: state,
  };
}

/** Packets are kept here meanwhile, so none of it makes the appliance unfit to receive more. */
function storingWarnings(state: StoringState, nowMs: number): string[] {
  const untoldSeconds = Math.round((nowMs - state.timeMs) / 1_000);
  const warnings: string[] = [];
  if (untoldSeconds > MAX_UNTOLD_SECONDS) {
    warnings.push(`nothing was heard of processing for ${untoldSeconds} s; see systemctl status tls-mirror-process`);
  }
  if (state.backlog.seconds > MAX_BACKLOG_SECONDS) {
    warnings.push(
      `processing is behind by ${state.backlog.files} files, the oldest finished ${state.backlog.seconds} s ago`,
    );
  }
  if (state.problem !== null) warnings.push(`storing: ${state.problem}`);
  return warnings;
}

function captureProblems(capture: CaptureState, maxSilentSeconds: number): string[] {
  const problems = capture.deviceProblems.map((problem) => `${capture.device.name}: ${problem}`);
  if (!capture.isRunning) problems.push("tcpdump is not running");
  else if (capture.silentSeconds === null) problems.push("neither a packet nor a probe has been captured yet");
  else if (capture.silentSeconds > maxSilentSeconds) {
    problems.push(`neither a packet nor a probe was captured for more than ${maxSilentSeconds} s`);
  }
  return problems.map((problem) => `VNI ${capture.device.vni}: ${problem}`);
}
