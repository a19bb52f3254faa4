import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConnectionRecord } from "../../modules/contracts";
import { analyzeFile } from "../support/analyze";
import { describeWithCaptures } from "./captures";

/** An entry of `labels.json`: what really happened in a capture, in a sentence. */
interface Label {
  readonly file: string;
  readonly server_port: number;
  readonly expect: string;
}

type Claim = Pick<ConnectionRecord, "outcome" | "cause"> & {
  readonly alert: readonly [by: string, code: number] | null;
  readonly version: string | null;
};

/** The sentences as records. The version is that of the ServerHello; nobody answers a hello that is turned down. */
const CLAIMS: Readonly<Record<string, Claim>> = {
  "success tls1.3": { outcome: "completed", cause: null, alert: null, version: "TLS 1.3" },
  "client alert unknown_ca(48) in PLAINTEXT after ServerHello": {
    outcome: "failed",
    cause: "client-rejected-server",
    alert: ["client", 48],
    version: "TLS 1.3",
  },
  "client alert unknown_ca(48) plaintext": {
    outcome: "failed",
    cause: "client-rejected-server",
    alert: ["client", 48],
    version: "TLS 1.2",
  },
  "server alert protocol_version(70)": {
    outcome: "failed",
    cause: "server-rejected-hello",
    alert: ["server", 70],
    version: null,
  },
  "server alert handshake_failure(40)": {
    outcome: "failed",
    cause: "server-rejected-hello",
    alert: ["server", 40],
    version: null,
  },
  "server alert handshake_failure(40) after client empty Certificate": {
    outcome: "failed",
    cause: "client-certificate-missing",
    alert: ["server", 40],
    version: "TLS 1.2",
  },
  "non-TLS: HTTP request": { outcome: "not-tls", cause: "plain-http", alert: null, version: null },
  // A handshake alone: the client said goodbye without sending data.
  "success; ClientHello split over TLS records": {
    outcome: "completed",
    cause: "closed-after-handshake",
    alert: null,
    version: "TLS 1.3",
  },
  "TCP connect then FIN, no TLS bytes (health probe/scanner)": {
    outcome: "not-tls",
    cause: "no-client-data",
    alert: null,
    version: null,
  },
  "s2n/AWS style: server warning close_notify(0) before ServerHello = handshake failure": {
    outcome: "failed",
    cause: "server-rejected-hello",
    alert: ["server", 0],
    version: null,
  },
};

describeWithCaptures("the labelled clients", {}, (captures) => {
  const folder = join(captures, "openssl-java-node-clients");
  const labels = JSON.parse(readFileSync(join(folder, "labels.json"), "utf8")) as Label[];

  test("are told apart by every label", () => {
    expect(labels.map((label) => label.expect).sort()).toEqual(Object.keys(CLAIMS).sort());
  });

  test.each(labels)("$file: $expect", async ({ file, server_port: port, expect: told }) => {
    const { records } = await analyzeFile(join(folder, file), { listeners: { ports: [port], ranges: [] } });
    expect(records.map(claimOf)).toEqual([CLAIMS[told]]);
  });
});

function claimOf({ outcome, cause, alert, serverHello }: ConnectionRecord): Claim {
  return {
    outcome,
    cause,
    alert: alert === null || alert.code === null ? null : [alert.by, alert.code],
    version: serverHello?.version ?? null,
  };
}
