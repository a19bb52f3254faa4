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
  /** What is to become of them: nothing, in a trial; findings that stay here; or objects in a bucket. */
  readonly purpose: "none" | "findings" | "bucket";
  /** Null where nothing has processed captures here yet. */
  readonly state: StoringState | null;
  /** Since `state` was last told anew, or the capture began. */
  readonly untoldSeconds: number;
  /** Since a file was removed that was nowhere else. Null: never. */
  readonly lostSeconds: number | null;
}

/** Removing files before they are uploaded is loss, for as long as the next check of an operator may take. */
const LOSS_SECONDS = 600;

/** The process script tells how it stands every five seconds, but may be at a large file, or not have started yet. */
const UNTOLD_WARNING_SECONDS = 120;
const UNTOLD_PROBLEM_SECONDS = 600;

/** A file is processed as soon as it is finished, and uploaded as soon as it is processed. */
const WAITING_WARNING_SECONDS = 600;
/** What passes by itself has passed by then. */
const WAITING_PROBLEM_SECONDS = 1_800;

/** One side of the appliance's health. */
export interface Health {
  readonly healthy: boolean;
  /** Empty when healthy. */
  readonly problems: readonly string[];
}

export interface HealthReport {
  /** Packets can be captured and stored at this moment. */
  readonly healthy: boolean;
  /** Whether packets are captured. Another machine in the place of this one could help. */
  readonly capture: Health;
  /** Whether they come to be stored. No other machine could do better, and this one holds what is not stored yet. */
  readonly storage: Health;
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
  const storage = judgeStorage(storing);
  return {
    healthy: problems.length === 0 && storage.problems.length === 0,
    capture: healthOf(problems),
    storage: healthOf(storage.problems),
    warnings: storage.warnings,
    captures: captures.map(({ device, silentSeconds }) => ({ vni: device.vni, device: device.name, silentSeconds })),
    disk,
    storing: storing.state,
  };
}

export function healthOf(problems: readonly string[]): Health {
  return { healthy: problems.length === 0, problems };
}

/** For a while everything is kept here that is not stored; what lasts longer is a problem where there is a bucket. */
function judgeStorage({ purpose, state, untoldSeconds, lostSeconds }: StoringFacts) {
  const problems: string[] = [];
  const warnings: string[] = [];
  if (purpose === "none") return { problems, warnings };
  const tell = (text: string, seconds: number, warningSeconds: number, problemSeconds: number): void => {
    if (seconds > problemSeconds && purpose === "bucket") problems.push(`storing: ${text}`);
    else if (seconds > warningSeconds) warnings.push(`storing: ${text}`);
  };

  const untold = `nothing was heard of processing for ${untoldSeconds} s; see systemctl status tls-mirror-process`;
  tell(untold, untoldSeconds, UNTOLD_WARNING_SECONDS, UNTOLD_PROBLEM_SECONDS);
  // Without a bucket the oldest files make room for the next ones, as they are meant to.
  if (purpose === "bucket" && lostSeconds !== null && lostSeconds <= LOSS_SECONDS) {
    problems.push(
      `storing: files were removed before they were uploaded, ${lostSeconds} s ago, to keep the disk budget`,
    );
  }
  if (state === null) return { problems, warnings };

  const { backlog, outbox } = state;
  const behind = `processing is behind by ${backlog.files} files, the oldest finished ${backlog.seconds} s ago`;
  tell(behind, backlog.seconds, WAITING_WARNING_SECONDS, WAITING_PROBLEM_SECONDS);
  if (purpose === "bucket") {
    const waiting = `${outbox.files} files wait to be uploaded, the oldest for ${outbox.seconds} s`;
    tell(waiting, outbox.seconds, WAITING_WARNING_SECONDS, WAITING_PROBLEM_SECONDS);
  }
  if (state.problem !== null) warnings.push(`storing: ${state.problem}`);
  return { problems, warnings };
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
