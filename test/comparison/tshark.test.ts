import { capturesIn, describeWithCaptures } from "./captures";
import { compareCaptures, type Comparison } from "./comparison";
import { explanationOf, explanations, stale } from "./explanations";

/** tshark takes a quarter of a second to start, and is started for each of some 230 captures. */
const TIMEOUT_MS = 600_000;

describeWithCaptures("tshark and the analyzer", { commands: ["tshark"] }, (folder) => {
  let comparisons: Comparison[] = [];

  beforeAll(async () => {
    comparisons = await compareCaptures(folder, capturesIn(folder));
  }, TIMEOUT_MS);

  test("differ in nothing that differences.md does not explain", () => {
    const rows = explanations();
    const differences = comparisons.flatMap((comparison) => comparison.differences);
    expect(differences.filter((difference) => explanationOf(difference, rows) === undefined)).toEqual([]);
  });

  test("differ in everything that differences.md explains", () => {
    const differences = comparisons.flatMap((comparison) => comparison.differences);
    expect(stale(explanations(), differences)).toEqual([]);
  });

  test("find hellos and plaintext alerts to compare", () => {
    const withHello = comparisons.filter(({ hellos }) => hellos > 0);
    const withAlert = comparisons.filter(({ alerts }) => alerts > 0);
    expect(withHello.length).toBeGreaterThan(withAlert.length);
    expect(withAlert.length).toBeGreaterThan(0);
  });
});
