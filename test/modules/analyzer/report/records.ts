import type { ConnectionRecord, Verdict } from "../../../../modules/contracts";

const BASE: Omit<ConnectionRecord, keyof Verdict> = {
  v: 1,
  start: "2026-11-22T15:00:00.000000Z",
  end: "2026-11-22T15:00:01.000000Z",
  client: { ip: "203.0.113.5", port: 50_000 },
  server: { ip: "10.0.1.10", port: 443 },
  vni: null,
  mirror: null,
  leg: "listener",
  reason: null,
  alert: null,
  closedBy: null,
  hello: null,
  serverHello: null,
  certificate: null,
  handshakeMs: null,
  packets: 4,
  bytes: 100,
  missingBytes: 0,
};

/** A record that differs from a plain one in what a test is about. */
export function recordWith(
  verdict: Verdict,
  fields: Partial<Omit<ConnectionRecord, keyof Verdict>> = {},
): ConnectionRecord {
  return { ...BASE, ...fields, ...verdict };
}

export const COMPLETED: Verdict = { outcome: "completed", cause: null, certainty: "certain" };
export const REJECTED: Verdict = { outcome: "failed", cause: "server-rejected-hello", certainty: "certain" };
