import type { HealthReport } from "./health";

/** Whether a check is worth a line in the log: something is wrong for the first time, or another thing than at the last. */
export function isNews(health: HealthReport, last: HealthReport | undefined): boolean {
  if (last !== undefined) return gist(health) !== gist(last);
  return !health.healthy || health.warnings.length > 0;
}

export function problemsOf({ capture, storage }: HealthReport): string[] {
  return [...capture.problems, ...storage.problems];
}

/** What makes a check news: ages and counts change with every one. */
function gist(health: HealthReport): string {
  return [...problemsOf(health), ...health.warnings].join("\n").replace(/\d+/g, "");
}
