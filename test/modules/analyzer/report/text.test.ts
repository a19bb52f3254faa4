import { Summary } from "../../../../modules/analyzer/report/summary";
import { textReport } from "../../../../modules/analyzer/report/text";
import type { ConnectionRecord } from "../../../../modules/contracts";
import { COMPLETED, recordWith, REJECTED } from "./records";

function report(records: readonly ConnectionRecord[], width = 80): string {
  const summary = new Summary();
  for (const record of records) summary.add(record);
  return textReport(summary, width);
}

const hello = { sni: "api.example.com", alpn: [], versions: ["TLS 1.1"], ciphers: [], groups: [], signatureAlgorithms: [], ja3: null, ja4: "t11i010000_abc", retried: false } as const; // prettier-ignore
const alert = { by: "server", level: 2, code: 70, name: "protocol_version", encrypted: false } as const;

test("says what to try where there is nothing to report", () => {
  expect(report([])).toMatch(/^No TLS connection in this capture\..*--listener-port/);
});

test("groups what failed, the most frequent first, with who and why", () => {
  const clients = ["203.0.113.5", "203.0.113.5", "203.0.113.6", "203.0.113.7", "203.0.113.8"];
  const records = [
    recordWith(COMPLETED),
    recordWith({ outcome: "failed", cause: "client-rejected-server", certainty: "likely" }, { alert: { ...alert, by: "client", level: null, code: null, name: null, encrypted: true } }),
    ...clients.map((ip) => recordWith(REJECTED, { client: { ip, port: 1 }, hello, alert, reason: { kind: "version", text: "The client offers TLS 1.1 at most, and the policy wants TLS 1.2 or newer.", certainty: "certain" } })),
    recordWith({ outcome: "failed", cause: "client-stalled", certainty: "certain" }, { closedBy: { side: "client", how: "timeout" } }),
    recordWith({ outcome: "not-tls", cause: "plain-http", certainty: "certain" }),
    recordWith({ outcome: "undetermined", cause: "capture-gap", certainty: "certain" }),
    recordWith({ outcome: "completed", cause: "closed-after-handshake", certainty: "likely" }),
  ]; // prettier-ignore
  expect(report(records)).toMatchInlineSnapshot(`
   "11 connections from 2026-11-22T15:00:00.000000Z to 2026-11-22T15:00:01.000000Z

          2  completed
          7  failed
          1  not TLS
          1  undetermined: the capture cannot tell

   Failed

          5 x server-rejected-hello: alert protocol_version (70) by the server
              The client offers TLS 1.1 at most, and the policy wants TLS 1.2 or
              newer.
              clients  203.0.113.5 (2), 203.0.113.6, 203.0.113.7, and 1 more
              names    api.example.com (5)
              JA4      t11i010000_abc (5)

          1 x client-rejected-server (likely): encrypted alert by the client
              The client ended it with an alert after it had seen the server's
              answer.
              clients  203.0.113.5

          1 x client-stalled: silence of the client
              The client stopped answering in mid-handshake.
              clients  203.0.113.5

   Not TLS

          1 x plain-http
              The client spoke HTTP to the TLS port.
              clients  203.0.113.5

   Undetermined

          1 x capture-gap
              The capture lost packets of the handshake.
              clients  203.0.113.5

   Completed, but closed without application data

          1 x closed-after-handshake (likely)
              Finished, then closed without application data: probes, preconnects,
              late checks of the certificate.
              clients  203.0.113.5
   "
  `);
});

test.each([40, 80, 110])("breaks lines at %d columns", (width) => {
  const reason = { kind: "version", text: "word ".repeat(60).trim(), certainty: "certain" } as const;
  const lines = report([recordWith(REJECTED, { reason })], width).split("\n");
  const longest = Math.max(...lines.filter((line) => line.includes("word")).map((line) => line.length));
  expect(longest).toBeLessThanOrEqual(width);
  expect(longest).toBeGreaterThan(width - 6);
});

test("breaks lines at 110 columns on wider terminals: longer ones are hard to read", () => {
  const reason = { kind: "version", text: "word ".repeat(60).trim(), certainty: "certain" } as const;
  const records = [recordWith(REJECTED, { reason })];
  expect(report(records, 300)).toBe(report(records, 110));
});
