import fc from "fast-check";
import { judgementJson } from "../../../../modules/analyzer/report/judgement-json";
import type { Judgement } from "../../../../modules/analyzer/verdict/judge";
import type { AlertRecord, ClosedBy, Reason, Verdict } from "../../../../modules/contracts";

const COMPLETED: Verdict = { outcome: "completed", cause: null, certainty: "certain" };
const REJECTED: Verdict = { outcome: "failed", cause: "client-rejected-server", certainty: "likely" };
const REASON: Reason = { kind: "unknown", text: "Nobody knows.", certainty: "likely" };
const ALERT: AlertRecord = { by: "server", level: 2, code: 40, name: "handshake_failure", encrypted: false };
const ENCRYPTED: AlertRecord = { by: "client", level: null, code: null, name: null, encrypted: true };

const judgement = (verdict: Verdict, alert: AlertRecord | null, closedBy: ClosedBy | null): Judgement => ({
  verdict,
  alert,
  closedBy,
  unreachable: "client",
});

test.each<[string, Judgement, Reason | null]>([
  ["nothing but its outcome", judgement(COMPLETED, null, null), null],
  ["a cause", judgement(REJECTED, null, null), null],
  ["a reason", judgement(REJECTED, null, null), REASON],
  ["an alert", judgement(REJECTED, ALERT, null), null],
  ["an encrypted alert", judgement(REJECTED, ENCRYPTED, null), null],
  ["who closed it", judgement(COMPLETED, null, { side: "client", how: "fin" }), null],
  ["everything", judgement(REJECTED, ALERT, { side: "server", how: "timeout" }), REASON],
])("a connection with %s is told as JSON.stringify tells it, without its braces", (_, judged, reason) => {
  const { verdict, alert, closedBy } = judged;
  const { outcome, cause, certainty } = verdict;
  expect(`{${judgementJson(judged, reason)}}`).toBe(
    JSON.stringify({ outcome, cause, certainty, reason, alert, closedBy }),
  );
});

test.each(['a"b', "a\\b", "a\nb", "\u0000\u001f\u007f", "é", "\u2028", "\ud800", "🙂", ""])("escapes %j as JSON.stringify does", (text) => {
  const json = judgementJson(judgement(REJECTED, { ...ALERT, name: text }, null), { ...REASON, text });
  expect(json).toContain(`"text":${JSON.stringify(text)},"certainty":"likely"},"alert":`);
  expect(json).toContain(`"name":${JSON.stringify(text)},"encrypted":false},"closedBy":null`);
}); // prettier-ignore

test("any text comes back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (text, name) => {
      const json = judgementJson(judgement(REJECTED, { ...ALERT, name }, null), { ...REASON, text });
      expect(JSON.parse(`{${json}}`)).toMatchObject({ reason: { text }, alert: { name } });
    }),
  );
});
