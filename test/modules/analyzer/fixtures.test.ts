import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyzeFile } from "../../support/analyze";

const FIXTURES = join(__dirname, "../../fixtures");

/** What `NAME.expected.json` may claim of a connection; an absent field claims nothing. */
interface Expected {
  readonly client: { readonly ip: string; readonly port?: number };
  readonly server: { readonly ip: string; readonly port: number };
  readonly vni: number | null;
  readonly outcome: string;
  readonly cause: string | null;
  readonly certainty?: string;
  readonly reason?: { readonly kind: string } | null;
  readonly alert?: object | null;
  readonly closedBy?: object | null;
  readonly sni?: string | null;
  readonly version?: string;
  readonly retried?: boolean;
  readonly ja3?: readonly string[];
  readonly sightingOf?: number;
}

const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

test("every capture has its expected records", () => {
  const expected = readdirSync(FIXTURES).filter((name) => name.endsWith(".expected.json"));
  expect(captures.map((name) => name.replace(/\.pcap(ng)?$/, ".expected.json")).sort()).toEqual(expected.sort());
});

describe.each(captures)("%s", (name) => {
  test("yields the records told by its scenario", async () => {
    const file = join(FIXTURES, name.replace(/\.pcap(ng)?$/, ".expected.json"));
    const expected = (JSON.parse(readFileSync(file, "utf8")) as Expected[]).filter((e) => e.sightingOf === undefined);
    const { records } = await analyzeFile(join(FIXTURES, name));
    const seen = records.map((record, index) => {
      const wanted = expected[index];
      if (wanted === undefined) return record;
      // Compare only what the scenario claims, in the shape in which it claims it.
      return {
        client: wanted.client.port === undefined ? { ip: record.client.ip } : record.client,
        server: record.server,
        vni: record.vni,
        outcome: record.outcome,
        cause: record.cause,
        ...("certainty" in wanted && { certainty: record.certainty }),
        ...("reason" in wanted && { reason: record.reason === null ? null : { kind: record.reason.kind } }),
        ...("alert" in wanted && { alert: record.alert }),
        ...("closedBy" in wanted && { closedBy: record.closedBy }),
        ...("sni" in wanted && { sni: record.hello?.sni ?? null }),
        ...("version" in wanted && { version: record.serverHello?.version ?? null }),
        ...("retried" in wanted && { retried: record.hello?.retried ?? false }),
        ...("ja3" in wanted && { ja3: record.hello?.ja3 }),
      };
    });
    expect(seen).toEqual(expected.map((e) => ({ ...e, ...(e.ja3 !== undefined && { ja3: e.ja3[0] }) })));
  });
});
