/**
 * When a capture file is closed.
 *
 * `tcpdump -G` begins a new file without losing a packet, but only when a packet arrives. On an idle link a probe
 * frame is that packet. A tcpdump that does not react, or whose clock was set back, is replaced by another one.
 */

/** What to do about the file being written. */
export type RotationStep = "keep" | "probe" | "replace";

/** tcpdump counts whole seconds, so a file may be up to a second older than asked before a packet rotates it. */
export const ROUNDING_SECONDS = 1;

/** How long a probe may take to rotate the file. tcpdump sees packets with up to a second's delay. */
export const PROBE_PATIENCE_SECONDS = 5;

/** Decides by the file's age, measured on a clock that is never set. */
export function rotationStep(ageSeconds: number, rotationSeconds: number, probed: boolean): RotationStep {
  const overdue = ageSeconds - rotationSeconds - ROUNDING_SECONDS;
  if (overdue < 0) return "keep";
  if (overdue >= PROBE_PATIENCE_SECONDS) return "replace";
  return probed ? "keep" : "probe";
}

/** Files of one tcpdump must be small beside the budget, else removing one would remove most of what there is. */
const FILES_PER_BUDGET = 16;
const MAX_FILE_MEGABYTES = 1000;

/** Size at which a file is closed before its time, for `tcpdump -C`, in millions of bytes. */
export function fileSizeLimitMegabytes(diskBudgetBytes: number, vniCount: number): number {
  const share = Math.floor(diskBudgetBytes / 1_000_000 / FILES_PER_BUDGET / vniCount);
  return Math.min(MAX_FILE_MEGABYTES, Math.max(1, share));
}
