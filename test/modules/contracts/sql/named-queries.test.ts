import { join } from "node:path";
import { cipherSuiteName } from "../../../../modules/analyzer/tls/cipher-suites";
import { versionName } from "../../../../modules/analyzer/tls/names";
import { PREDEFINED_POLICIES } from "../../../../modules/analyzer/policy/predefined-policies";
import { commonSuites } from "../../../../modules/analyzer/policy/negotiation";
import type { ClientOffer } from "../../../../modules/analyzer/tls/client-offer";
import type { ConnectionRecord, HelloRecord } from "../../../../modules/contracts";
import { NAMED_QUERIES } from "../../../../modules/contracts";
import { analyzeFile } from "../../../support/analyze";
import { COMPLETED, recordWith } from "../../analyzer/report/records";
import type { Row } from "./findings-database";
import { FindingsDatabase } from "./findings-database";
import { trinoGrammar } from "./trino-grammar";

const FIXTURES = join(__dirname, "..", "..", "..", "fixtures");
const DAY = "2026-11-22";

// Compares one hundred offers, each with a query of its own.
jest.setTimeout(60_000);

const sqlOf = (name: string): string => NAMED_QUERIES.find((query) => query.name === name)!.sql;

/** Chosen columns of every row. */
const pick = (rows: readonly Row[], ...columns: string[]) => rows.map((row) => columns.map((column) => row[column]));

describe("Trino's grammar", () => {
  const check = trinoGrammar();

  // The parser prints on its own what it also returns.
  beforeAll(() => {
    jest.spyOn(console, "error").mockImplementation();
  });
  afterAll(() => {
    jest.restoreAllMocks();
  });

  test.each([
    ["a reserved name without quotes", `SELECT alert.by FROM findings`],
    ["a misspelled word", `SELECT leg FORM findings`],
    ["a function of DuckDB alone", `SELECT list_filter(hello.ciphers, lambda c: c = 'x') FROM findings`],
    ["a clause of DuckDB alone", `SELECT leg FROM findings QUALIFY row_number() OVER () = 1`],
  ])("refuses %s", (_, sql) => {
    expect(check(sql)[0]).toMatch(/^line 1: /);
  });

  test.each(NAMED_QUERIES)("takes $name", ({ sql }) => {
    expect(check(sql)).toEqual([]);
  });

  test.each(NAMED_QUERIES)("refuses $name without its last quote", ({ sql }) => {
    const quote = sql.lastIndexOf("'");

    expect(check(sql.slice(0, quote) + sql.slice(quote + 1))).not.toEqual([]);
  });
});

test.each(NAMED_QUERIES)("$name reads only the days that are asked for, by its two parameters", ({ sql }) => {
  expect(sql.match(/\?/g)).toHaveLength(2);
  expect(sql).toContain("WHERE dt BETWEEN ? AND ?");
});

describe("over ten mirrored connections", () => {
  let database: FindingsDatabase;

  beforeAll(async () => {
    database = await FindingsDatabase.of((await analyzeFile(join(FIXTURES, "mirrored.pcap"))).records);
  });
  afterAll(() => {
    database.close();
  });

  const answer = (name: string, first = DAY, last = DAY) => database.rows(sqlOf(name), first, last);

  test.each(["top-causes", "clients", "fingerprints", "timeline"])("%s finds nothing on other days", async (name) => {
    expect(await answer(name, "2026-11-20", "2026-11-21")).toEqual([]);
  });

  test("top-causes tells who ended the handshake, by which alert, and what it means", async () => {
    const rows = await answer("top-causes");

    expect(pick(rows, "cause", "alert_by", "alert_name", "reason_kind", "connections", "clients")).toEqual([
      ["client-closed-silently", null, null, "unknown", 1, 1],
      ["client-rejected-server", "client", "unknown_ca", "untrusted-certificate", 1, 1],
      ["client-rejected-server", "client", null, "untrusted-certificate", 1, 1],
      ["server-rejected-hello", "server", "handshake_failure", "cipher", 1, 1],
      ["server-rejected-hello", "server", "protocol_version", "version", 1, 1],
    ]);
    expect(rows[1]).toMatchObject({
      leg: "listener",
      example_reason: expect.stringContaining("does not know the issuer") as string,
      first_seen: "2026-11-22T18:03:37.249607Z",
      last_seen: "2026-11-22T18:03:37.275315Z",
    });
  });

  test("clients names each that failed, what it asked for and by which software", async () => {
    const rows = await answer("clients");

    expect(pick(rows, "client_ip", "failed", "completed", "causes")).toEqual([
      ["198.51.100.21", 1, 0, "server-rejected-hello"],
      ["198.51.100.22", 1, 0, "server-rejected-hello"],
      ["203.0.113.13", 1, 0, "client-rejected-server"],
      ["203.0.113.14", 1, 0, "client-closed-silently"],
      ["203.0.113.15", 1, 0, "client-rejected-server"],
    ]);
    expect(rows[0]).toMatchObject({ server_names: "api.example.com", ja4: "t10d090600_c491f621fb4c_195413a0cc0f" });
  });

  test("fingerprints tells software that fails always from software that fails here and there", async () => {
    const rows = await answer("fingerprints");

    expect(pick(rows, "ja4", "connections", "clients", "failed", "failed_percent", "versions").slice(0, 3)).toEqual([
      ["t13d3112h2_e8f1e7e78f70_b26ce05bbdd6", 2, 2, 1, 50, "TLS 1.3 TLS 1.2 TLS 1.1 TLS 1.0"],
      ["t10d090600_c491f621fb4c_195413a0cc0f", 1, 1, 1, 100, "TLS 1.0"],
      ["t12d0305h2_0b45484abf1c_af4151b7ce06", 1, 1, 1, 100, "TLS 1.2"],
    ]);
    expect(rows).toHaveLength(7);
    expect(rows[6]).toMatchObject({ failed: 0, failed_percent: 0, causes: null });
  });

  test("timeline counts every connection once", async () => {
    expect(await answer("timeline")).toEqual([
      {
        minute_utc: "2026-11-22T18:03",
        listener_failed: 5,
        target_failed: 0,
        unknown_failed: 0,
        completed: 3,
        not_tls: 2,
        undetermined: 0,
      },
    ]);
  });

  test("policy-impact tells whom each policy would lock out, and whom it would let in", async () => {
    const rows = await answer("policy-impact");

    expect(
      pick(rows, "policy", "refused", "clients_refused", "refused_though_completed", "admitted_though_rejected"),
    ).toEqual([
      ["ELBSecurityPolicy-TLS13-1-3-2021-06", 3, 3, 1, 0],
      ["ELBSecurityPolicy-TLS13-1-2-Res-2021-06", 2, 2, 0, 0],
      ["ELBSecurityPolicy-TLS13-1-2-2021-06", 2, 2, 0, 0],
      ["ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", 1, 1, 0, 1],
      ["ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", 1, 1, 0, 1],
      ["ELBSecurityPolicy-TLS13-1-1-2021-06", 1, 1, 0, 1],
      ["ELBSecurityPolicy-TLS13-1-0-2021-06", 0, 0, 0, 2],
      ["ELBSecurityPolicy-2016-08", 0, 0, 0, 2],
    ]);
    expect(rows.every(({ connections }) => connections === 8)).toBe(true);
  });
});

describe("policy-impact and the analyzer's own policies", () => {
  const SUITES = [...new Set(PREDEFINED_POLICIES.flatMap(({ cipherSuites }) => cipherSuites))];
  const TLS12_TO_10 = [0x0303, 0x0302, 0x0301];

  interface Offer {
    readonly suite: number;
    readonly versions: readonly number[];
    /** Named in supported_versions, and not by the hello's own version. */
    readonly named: boolean;
  }

  const OFFERS: readonly Offer[] = SUITES.flatMap((suite) => [
    { suite, versions: [0x0304], named: true },
    { suite, versions: [0x0302, 0x0301], named: true },
    ...TLS12_TO_10.map((version) => ({ suite, versions: [version], named: false })),
  ]);

  const record = ({ suite, versions }: Offer, client: string): ConnectionRecord => {
    const hello: HelloRecord = {
      sni: null,
      alpn: [],
      versions: versions.map(versionName),
      ciphers: [cipherSuiteName(suite)],
      groups: [],
      signatureAlgorithms: [],
      ja3: null,
      ja4: null,
      retried: false,
    };
    return recordWith(COMPLETED, { hello, client: { ip: client, port: 1 } });
  };

  /** What the analyzer looks at when it compares versions and suites. */
  const parsed = ({ suite, versions, named }: Offer) =>
    ({
      legacyVersion: versions[0],
      supportedVersions: named ? { codes: versions } : null,
      cipherSuites: { codes: [suite] },
    }) as unknown as ClientOffer;

  test("agree on every suite in every version", async () => {
    // Each offer has a day of its own, so that one query tells one offer's fate.
    const dated = OFFERS.map((offer, i) => {
      const day = new Date(Date.UTC(2026, 0, 1 + i)).toISOString();
      return { offer, day: day.slice(0, 10), record: { ...record(offer, "203.0.113.5"), end: day } };
    });
    const database = await FindingsDatabase.of(dated.map((each) => each.record));
    try {
      for (const { offer, day } of dated) {
        const rows = await database.rows(sqlOf("policy-impact"), day, day);
        const admitted = PREDEFINED_POLICIES.filter((policy) => commonSuites(parsed(offer), policy).length > 0);
        const known = rows.map(({ policy }) => policy);
        expect({ offer, admitted: rows.filter(({ refused }) => refused === 0).map(({ policy }) => policy) }).toEqual({
          offer,
          admitted: known.filter((name) => admitted.some((policy) => policy.name === name)),
        });
        expect(rows).toHaveLength(8);
      }
    } finally {
      database.close();
    }
  });
});
