import { Summary, Tally } from "../../../../modules/analyzer/report/summary";
import { COMPLETED, recordWith, REJECTED } from "./records";

describe("a tally", () => {
  test("names the most frequent first, and equals in the order of their text", () => {
    const tally = new Tally();
    for (const value of ["b", "c", "a", "c", "d"]) tally.add(value);
    expect(tally.top(3)).toEqual([["c", 2], ["a", 1], ["b", 1]]); // prettier-ignore
    expect(tally.size).toBe(4);
  });

  test("holds a bounded number of values, and goes on counting those it holds", () => {
    const tally = new Tally();
    for (let value = 0; value < 10_005; value++) tally.add(String(value));
    tally.add("7");
    expect([tally.size, tally.uncounted]).toEqual([10_000, 5]);
    expect(tally.top(1)).toEqual([["7", 2]]);
  });
});

const fatal = { by: "server", level: 2, code: 40, name: "handshake_failure", encrypted: false } as const;

test("spans the first packet to the last, in whatever order records come", () => {
  const summary = new Summary();
  expect([summary.start, summary.end, summary.connections]).toEqual([null, null, 0]);
  summary.add(recordWith(COMPLETED, { start: "2026-11-22T15:00:05Z", end: "2026-11-22T15:00:06Z" }));
  summary.add(recordWith(COMPLETED, { start: "2026-11-22T15:00:01Z", end: "2026-11-22T15:00:02Z" }));
  expect([summary.start, summary.end]).toEqual(["2026-11-22T15:00:01Z", "2026-11-22T15:00:06Z"]);
});

test("counts outcomes and clients", () => {
  const summary = new Summary();
  for (const verdict of [COMPLETED, REJECTED, REJECTED]) summary.add(recordWith(verdict));
  expect(summary.outcomes).toEqual({ completed: 1, failed: 2, "not-tls": 0, undetermined: 0 });
  expect(summary.groups("failed")[0]!.clients.top(1)).toEqual([["203.0.113.5", 2]]);
});

describe("connections are of one group", () => {
  const groupsOf = (...fields: readonly Parameters<typeof recordWith>[1][]) => {
    const summary = new Summary();
    for (const field of fields) summary.add(recordWith(REJECTED, field));
    return summary.groups("failed").map(({ count }) => count);
  };

  test("if they ended alike, wherever they came from", () => {
    const elsewhere = { client: { ip: "203.0.113.6", port: 1 }, alert: fatal };
    expect(groupsOf({ alert: fatal }, elsewhere)).toEqual([2]);
  });

  test.each([
    ["another alert", { alert: fatal }, { alert: { ...fatal, code: 70, name: "protocol_version" } }],
    ["an alert of the other side", { alert: fatal }, { alert: { ...fatal, by: "client" } }],
    ["another manner of the end", { closedBy: { side: "server", how: "fin" } }, { closedBy: { side: "server", how: "rst" } }],
    ["another reason", {}, { reason: { kind: "version", text: "too old", certainty: "certain" } }],
  ] as const)("unless they have %s", (_, a, b) => {
    expect(groupsOf(a, b)).toEqual([1, 1]);
  }); // prettier-ignore

  test("the largest first", () => {
    expect(groupsOf({}, { alert: fatal }, { alert: fatal })).toEqual([2, 1]);
  });
});
