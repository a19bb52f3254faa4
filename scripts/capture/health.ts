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

export interface HealthReport {
  readonly healthy: boolean;
  /** What keeps packets from being captured or stored; empty when healthy. */
  readonly problems: readonly string[];
  readonly captures: readonly {
    readonly vni: number;
    readonly device: string;
    readonly silentSeconds: number | null;
  }[];
  readonly disk: DiskState;
}

/**
 * Judges whether packets can be captured and stored at this moment.
 *
 * @param maxSilentSeconds - how long neither a packet nor a probe may have been captured
 */
export function judgeHealth(
  captures: readonly CaptureState[],
  disk: DiskState,
  maxSilentSeconds: number,
): HealthReport {
  const problems = captures.flatMap((capture) => captureProblems(capture, maxSilentSeconds));
  if (disk.freeBytes < disk.neededBytes) {
    problems.push(`disk: ${disk.freeBytes} bytes are free, and ${disk.neededBytes} are needed for the next files`);
  }
  return {
    healthy: problems.length === 0,
    problems,
    captures: captures.map(({ device, silentSeconds }) => ({ vni: device.vni, device: device.name, silentSeconds })),
    disk,
  };
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
