import { InvalidArgumentError, Option, type Command } from "commander";
import { DEFAULT_LIMITS, type AnalyzerLimits } from "../../modules/analyzer/analyzer";

/** What each limit bounds, for `--help`. */
const DESCRIPTIONS: Readonly<Record<keyof AnalyzerLimits, string>> = {
  maxConnections: "connections followed at once; the one idle for longest is judged and dropped first",
  maxPendingBytes: "bytes held per direction while an earlier segment is missing",
  maxPendingSegments: "segments held per direction while an earlier one is missing",
  maxPendingBytesTotal: "bytes held for all connections together",
  reorderSeconds: "seconds by which packets may come out of order",
  stallSeconds: "seconds without a packet after which a handshake has stalled",
  idleSeconds: "seconds without a packet after which a connection is forgotten",
  lingerSeconds: "seconds for which stray packets of an ended connection are recognised",
  maxPreludeBytes: "bytes in which a ClientHello is looked for on other ports than the listeners'",
  maxFragmentedPackets: "IP packets under reassembly at once",
  fragmentTimeoutSeconds: "seconds after which an incomplete IP packet is dropped",
  maxHeldRecords: "finished records held in memory while an earlier connection is open; more wait in temporary files",
};

const NAMES = Object.keys(DESCRIPTIONS) as (keyof AnalyzerLimits)[];

/** Adds a flag for each limit: `--max-connections N` and so on. */
export function addLimitOptions(command: Command): Command {
  for (const name of NAMES) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const option = new Option(`--${flag} <n>`, DESCRIPTIONS[name])
      .default(DEFAULT_LIMITS[name])
      .argParser(positiveNumber);
    command.addOption(option.helpGroup("Limits:"));
  }
  return command;
}

/** The limits among the options that commander parsed. */
export function limitsFrom(options: Readonly<Record<string, unknown>>): AnalyzerLimits {
  const chosen = NAMES.map((name) => [name, options[name] ?? DEFAULT_LIMITS[name]] as const);
  return Object.fromEntries(chosen) as unknown as AnalyzerLimits;
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError("Give a number above 0.");
  return value;
}
