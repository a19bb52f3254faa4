import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { between, endpointText, type AlertSighting, type HelloSighting, type Sighting } from "./sighting";

const run = promisify(execFile);

/** Fields read of each packet. Where packets are encapsulated, the last of several addresses is the inner packet's. */
const FIELDS = [
  "tcp.stream",
  "ip.src",
  "ip.dst",
  "ipv6.src",
  "ipv6.dst",
  "tcp.srcport",
  "tcp.dstport",
  "tls.handshake.type",
  "tls.handshake.ja3",
  "tls.alert_message.level",
  "tls.alert_message.desc",
] as const;

/** An ICMP error quotes a TCP header, and is no TCP packet. DTLS has no field in common with TLS. */
const FILTER = "(tcp && !icmp && !icmpv6) || tls.handshake.type == 1 || dtls.handshake.type == 1";

const CLIENT_HELLO = "1";

/** Exit status of tshark for a capture that is damaged or of a kind it does not know. */
const CANNOT_READ = 2;

/** Text of one capture's fields, a few hundred bytes a packet. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** What tshark sees in a capture. */
export interface TsharkView {
  readonly sightings: readonly Sighting[];
  readonly tcpPackets: number;
  /** Packets outside TCP that hold a ClientHello: of QUIC or DTLS. */
  readonly hellosOverUdp: number;
}

/** Ways in which tshark does by default less than it can. */
const PREFERENCES = [
  // Else it looks into segments in the order in which they were captured.
  "tcp.reassemble_out_of_order:TRUE",
  // Else it sees no TLS on the port of another protocol.
  "tcp.try_heuristic_first:TRUE",
];

/** Reads a capture with tshark; null where tshark cannot read it to its end. */
export async function seenByTshark(file: string): Promise<TsharkView | null> {
  const preferences = PREFERENCES.flatMap((preference) => ["-o", preference]);
  const fields = FIELDS.flatMap((field) => ["-e", field]);
  const format = ["-T", "fields", "-E", "occurrence=a", "-E", "aggregator=,", ...fields];
  try {
    const { stdout } = await run("tshark", ["-n", "-r", file, ...preferences, "-Y", FILTER, ...format], {
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return viewOf(stdout.split("\n").filter(Boolean));
  } catch (error) {
    if (exitStatus(error) === CANNOT_READ) return null;
    throw error;
  }
}

/** By its field and not by its class: Jest runs tests in a realm whose `Error` is another. */
function exitStatus(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : null;
}

interface Stream extends Sighting {
  readonly hellos: HelloSighting[];
  readonly alerts: AlertSighting[];
}

function viewOf(lines: readonly string[]): TsharkView {
  const streams = new Map<string, Stream>();
  let tcpPackets = 0;
  for (const line of lines) {
    const columns = line.split("\t").map((column) => (column === "" ? [] : column.split(",")));
    const [stream, source4, destination4, source6, destination6, sourcePort, destinationPort] = columns.map(last);
    const [types = [], ja3 = [], levels = [], codes = []] = columns.slice(-4);
    const hellos = types.filter((type) => type === CLIENT_HELLO);
    if (stream === undefined) continue;
    tcpPackets++;
    const from = endpointText(source6 ?? source4 ?? "", sourcePort ?? "");
    const to = endpointText(destination6 ?? destination4 ?? "", destinationPort ?? "");
    const seen = streams.get(stream) ?? { between: between(from, to), hellos: [], alerts: [] };
    streams.set(stream, seen);
    seen.hellos.push(...hellos.map((_, index) => ({ from, ja3: ja3[index] ?? null })));
    seen.alerts.push(...codes.map((code, index) => ({ from, level: Number(levels[index]), code: Number(code) })));
  }
  return { sightings: [...streams.values()], tcpPackets, hellosOverUdp: lines.length - tcpPackets };
}

function last(values: readonly string[]): string | undefined {
  return values.at(-1);
}
