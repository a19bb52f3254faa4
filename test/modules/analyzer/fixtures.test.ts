import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyzeFile } from "../../support/analyze";

const FIXTURES = join(__dirname, "../../fixtures");

/** What `NAME.expected.json` may claim of a connection; an absent field claims nothing. */
interface Expected {
  readonly client: { readonly ip: string; readonly port?: number };
  readonly server: { readonly ip: string; readonly port: number };
  readonly vni: number | null;
  readonly mirror?: string | null;
  readonly leg?: string;
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
      const claimable: Record<keyof Expected, unknown> = {
        client: wanted.client.port === undefined ? { ip: record.client.ip } : record.client,
        server: record.server,
        vni: record.vni,
        mirror: record.mirror,
        leg: record.leg,
        outcome: record.outcome,
        cause: record.cause,
        certainty: record.certainty,
        reason: record.reason === null ? null : { kind: record.reason.kind },
        alert: record.alert,
        closedBy: record.closedBy,
        sni: record.hello?.sni ?? null,
        version: record.serverHello?.version ?? null,
        retried: record.hello?.retried ?? false,
        ja3: record.hello === null ? [] : [record.hello.ja3],
        sightingOf: undefined,
      };
      return Object.fromEntries(Object.keys(wanted).map((field) => [field, claimable[field as keyof Expected]]));
    });
    // The record holds the first hello; a second one follows a HelloRetryRequest.
    expect(seen).toEqual(expected.map((e) => (e.ja3 === undefined ? e : { ...e, ja3: e.ja3.slice(0, 1) })));
  });
});
