import { relative } from "node:path";
import type { ConnectionRecord } from "../../modules/contracts";
import { UserError } from "../../modules/contracts";
import { analyzeFile } from "../support/analyze";
import { observed } from "./observer";
import { between, endpointText, worthComparing, type AlertSighting, type Sighting } from "./sighting";
import { seenByTshark } from "./tshark";

/** Where the two programs disagree; `differences.md` tells each of these words. */
export type Aspect = "readable" | "packets" | "over-udp" | "connection" | "hellos" | "ja3" | "alerts" | "record";

/** One thing that the two programs see differently. */
export interface Difference {
  /** Path of the capture within the folder. */
  readonly capture: string;
  readonly aspect: Aspect;
  readonly tshark: string;
  readonly analyzer: string;
}

/** What was compared in one capture. */
export interface Comparison {
  readonly capture: string;
  readonly connections: number;
  readonly hellos: number;
  readonly alerts: number;
  readonly differences: readonly Difference[];
}

/** Captures under comparison at once: tshark takes most of the time to start, and waits for the disk meanwhile. */
const AT_ONCE = 2;

/** Compares captures, in the order in which they are given. */
export async function compareCaptures(folder: string, files: readonly string[]): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const batch = files.slice(at, at + AT_ONCE);
    comparisons.push(...(await Promise.all(batch.map((file) => compareCapture(folder, file)))));
  }
  return comparisons;
}

/** Lets tshark and the analyzer read a capture and compares what they saw of its TLS connections. */
async function compareCapture(folder: string, file: string): Promise<Comparison> {
  const capture = relative(folder, file);
  const tshark = await seenByTshark(file);
  const analyzer = await seenByAnalyzer(file);
  const differences: Difference[] = [];
  const note = (aspect: Aspect, ofTshark: string, ofAnalyzer: string) =>
    differences.push({ capture, aspect, tshark: ofTshark, analyzer: ofAnalyzer });

  const theirs = worthComparing(tshark?.sightings ?? []);
  if (tshark === null || analyzer === null) note("readable", yesOrNo(tshark !== null), yesOrNo(analyzer !== null));
  else {
    noteUnequal("packets", counted(tshark.tcpPackets, "packet"), counted(analyzer.tcpPackets, "packet"), note);
    if (tshark.hellosOverUdp > 0) note("over-udp", counted(tshark.hellosOverUdp, "hello"), "not followed");
    const ours = worthComparing(analyzer.sightings);
    for (const [ends, these, those] of paired(theirs, ours, (sighting) => sighting.between)) {
      compareConnection(ends, these, those, note);
    }
    const known = theirs.filter((one) => one.hellos.length > 0 && ours.some((other) => other.between === one.between));
    compareRecords(known, analyzer.records, note);
  }
  return {
    capture,
    connections: theirs.length,
    hellos: sum(theirs.map(({ hellos }) => hellos.length)),
    alerts: sum(theirs.map(({ alerts }) => alerts.length)),
    differences,
  };
}

type Note = (aspect: Aspect, tshark: string, analyzer: string) => void;

interface AnalyzerView {
  readonly sightings: readonly Sighting[];
  readonly tcpPackets: number;
  readonly records: readonly ConnectionRecord[];
}

/** Null where the analyzer refuses the capture. */
async function seenByAnalyzer(file: string): Promise<AnalyzerView | null> {
  try {
    const { records, counts } = await analyzeFile(file);
    return { sightings: await observed(file), tcpPackets: counts.kinds.tcp, records };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function compareConnection(
  ends: string,
  tshark: Sighting | undefined,
  analyzer: Sighting | undefined,
  note: Note,
): void {
  if (tshark === undefined || analyzer === undefined) {
    note("connection", presence(ends, tshark), presence(ends, analyzer));
    return;
  }
  if (tshark.hellos.length !== analyzer.hellos.length) {
    note("hellos", `${ends}: ${tshark.hellos.length}`, `${ends}: ${analyzer.hellos.length}`);
  } else noteUnequal("ja3", hellosText(tshark), hellosText(analyzer), note);
  noteUnequal("alerts", alertsText(ends, tshark), alertsText(ends, analyzer), note);
}

/** What a record claims: one for each connection with a hello, its first hello, a second one, the deciding alert. */
function compareRecords(theirs: readonly Sighting[], records: readonly ConnectionRecord[], note: Note): void {
  const ours = records.filter(({ hello }) => hello !== null);
  for (const [ends, tshark, record] of paired(theirs, ours, recordEnds)) {
    if (tshark === undefined || record === undefined) {
      note("record", presence(ends, tshark), presence(ends, record));
      continue;
    }
    noteUnequal("record", firstHelloText(ends, tshark), helloText(ends, record), note);
    const claim = record.alert;
    if (claim !== null && !claim.encrypted) {
      const from = endText(record[claim.by]);
      const known = tshark.alerts.some((alert) => alert.from === from && alert.code === claim.code);
      if (!known) note("record", alertsText(ends, tshark), `${ends}: ${claim.code} from ${from}`);
    } else if (tshark.alerts.some(endsAHandshake)) {
      note("record", alertsText(ends, tshark), `${ends}: ${record.outcome}, no alert in clear`);
    }
  }
}

/** Warnings other than close_notify decide nothing. */
function endsAHandshake({ level, code }: AlertSighting): boolean {
  return level === 2 || code === 0;
}

/** Pairs what belongs to one connection; where the same ends met again, in the order of their meetings. */
function paired<A, B>(
  theirs: readonly A[],
  ours: readonly B[],
  endsOf: (one: A | B) => string,
): [ends: string, tshark: A | undefined, analyzer: B | undefined][] {
  const ends = new Set([...theirs, ...ours].map(endsOf));
  return [...ends].flatMap((key) => {
    const these = theirs.filter((one) => endsOf(one) === key);
    const those = ours.filter((one) => endsOf(one) === key);
    return Array.from(
      { length: Math.max(these.length, those.length) },
      (_, index): [string, A | undefined, B | undefined] => [key, these[index], those[index]],
    );
  });
}

function recordEnds(one: Sighting | ConnectionRecord): string {
  return "between" in one ? one.between : between(endText(one.client), endText(one.server));
}

function endText({ ip, port }: ConnectionRecord["client"]): string {
  return endpointText(ip, port);
}

function noteUnequal(aspect: Aspect, tshark: string, analyzer: string, note: Note): void {
  if (tshark !== analyzer) note(aspect, tshark, analyzer);
}

function hellosText({ hellos }: Sighting): string {
  return hellos.map(({ from, ja3 }) => `${ja3 ?? "no JA3"} from ${from}`).join(", ");
}

function alertsText(ends: string, { alerts }: Sighting): string {
  const told = alerts.map(({ from, level, code }) => `${code} (level ${level}) from ${from}`);
  return `${ends}: ${told.join(", ") || "no alert"}`;
}

function firstHelloText(ends: string, { hellos }: Sighting): string {
  const [first] = hellos;
  return `${ends}: ${first?.ja3 ?? "no JA3"} from ${first?.from ?? "nobody"}${hellos.length > 1 ? ", and again" : ""}`;
}

function helloText(ends: string, { hello, client }: ConnectionRecord): string {
  return `${ends}: ${hello?.ja3 ?? "no JA3"} from ${endText(client)}${hello?.retried === true ? ", and again" : ""}`;
}

function presence(ends: string, one: unknown): string {
  return one === undefined ? `${ends}: nothing` : `${ends}: seen`;
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
