import type { HealthReport } from "../../../scripts/capture/health";
import { isNews, problemsOf } from "../../../scripts/capture/health-news";

function report(problems: readonly string[], warnings: readonly string[] = []): HealthReport {
  const healthy = problems.length === 0;
  return {
    healthy,
    capture: { healthy, problems },
    storage: { healthy: true, problems: [] },
    warnings,
    captures: [],
    disk: { usedBytes: 0, budgetBytes: 1, freeBytes: 1, neededBytes: 0 },
    storing: null,
  };
}

describe("a check of the health", () => {
  test("is news at first only where something is wrong", () => {
    expect([report([]), report(["late"]), report([], ["behind"])].map((health) => isNews(health, undefined))).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("is news when something else is wrong than at the last, and not when only a number grew", () => {
    const last = report(["silent for 31 s"], ["behind by 2 files"]);

    expect(isNews(report(["silent for 40 s"], ["behind by 3 files"]), last)).toBe(false);
    expect(isNews(report(["silent for 40 s"]), last)).toBe(true);
    expect(isNews(report([]), last)).toBe(true);
  });

  test("tells the problems of capturing and of storing", () => {
    expect(problemsOf({ ...report(["late"]), storage: { healthy: false, problems: ["full"] } })).toEqual([
      "late",
      "full",
    ]);
  });
});
