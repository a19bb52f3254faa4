import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { analyzeFile } from "../support/analyze";
import { capturesIn, describeWithCaptures } from "./captures";
import { excusesFingerprints, explanations } from "./explanations";
import { observed } from "./observer";
import { between, endpointText } from "./sighting";

/** The part of Arkime's expected sessions that is compared. */
interface ArkimeEnd {
  readonly ip: string;
  readonly port: number;
}
interface ArkimeSession {
  readonly body: {
    readonly source: ArkimeEnd;
    readonly destination: ArkimeEnd;
    readonly tls?: Partial<Record<keyof Fingerprints, readonly string[]>>;
  };
}

/** Fingerprints of one connection, each once and sorted. */
interface Fingerprints {
  readonly ja3: readonly string[];
  readonly ja3s: readonly string[];
  readonly ja4: readonly string[];
  readonly ja4_r: readonly string[];
}

describeWithCaptures("Arkime's expected fingerprints", {}, (folder) => {
  const rows = explanations();
  const captures = capturesIn(join(folder, "arkime+arkime")).filter((file) => expectedOf(file).size > 0);
  const isExcused = (file: string) => excusesFingerprints(relative(folder, file), rows);
  const named = (file: string) => [basename(file), file] as const;

  test.each(captures.filter(isExcused).map(named))("are not found, as differences.md says, in %s", async (_, file) => {
    expect(await fingerprintsOf(file)).not.toEqual(expectedOf(file));
  });

  test.each(captures.filter((file) => !isExcused(file)).map(named))("are found in %s", async (_, file) => {
    expect(await fingerprintsOf(file)).toEqual(expectedOf(file));
  });
});

/** By connection, what the `.test` file beside a capture expects. */
function expectedOf(capture: string): Map<string, Fingerprints> {
  const file = capture.replace(/\.pcap$/, ".test");
  const expected = new Map<string, Fingerprints>();
  if (!existsSync(file)) return expected;
  const { sessions3 } = JSON.parse(readFileSync(file, "utf8")) as { sessions3: ArkimeSession[] };
  for (const { body } of sessions3) {
    const { source, destination, tls = {} } = body;
    const { ja3 = [], ja3s = [], ja4: hashed = [], ja4_r: raw = [] } = tls;
    if (ja3.length + ja3s.length + hashed.length + raw.length === 0) continue;
    const ends = between(endpointText(source.ip, source.port), endpointText(destination.ip, destination.port));
    expected.set(ends, { ja3: distinct(ja3), ja3s: distinct(ja3s), ja4: distinct(hashed), ja4_r: distinct(raw) });
  }
  return expected;
}

/** By connection, what the analyzer finds. The record has no JA4_r; the hellos behind it have. */
async function fingerprintsOf(capture: string): Promise<Map<string, Fingerprints>> {
  const { records } = await analyzeFile(capture);
  const raw = new Map(
    (await observed(capture)).map((one) => [one.between, one.clientHellos.map(({ ja4 }) => ja4?.raw)]),
  );
  return new Map(
    records
      .filter(({ hello, serverHello }) => hello !== null || serverHello !== null)
      .map(({ client, server, hello, serverHello }) => {
        const ends = between(endpointText(client.ip, client.port), endpointText(server.ip, server.port));
        return [
          ends,
          {
            ja3: distinct([hello?.ja3]),
            ja3s: distinct([serverHello?.ja3s]),
            ja4: distinct([hello?.ja4]),
            ja4_r: distinct(raw.get(ends) ?? []),
          },
        ];
      }),
  );
}

function distinct(values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values)].filter((value) => value !== null && value !== undefined).sort();
}
