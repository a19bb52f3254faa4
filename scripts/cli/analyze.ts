import { fstatSync } from "node:fs";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { AnalyzerCounts } from "../../modules/analyzer/analyzer-counts";
import { CaptureReader, type CaptureInput } from "../../modules/analyzer/capture";
import { DEFAULT_LISTENERS } from "../../modules/analyzer/flow/listeners";
import { eachLine, recordsTo, type RecordOutput } from "../../modules/analyzer/order/record-output";
import { JsonArrayPunctuation } from "../../modules/analyzer/report/json-array";
import { Summary } from "../../modules/analyzer/report/summary";
import { textReport } from "../../modules/analyzer/report/text";
import { ShardMerge } from "../../modules/analyzer/order/shard-merge";
import type { Outcome } from "../../modules/contracts";
import { analyzeAlone, type AnalysisResult, type Watcher } from "./analysis";
import { addLimitOptions, limitsFrom } from "./limits";
import { parseListener } from "./listeners";
import { Output, STANDARD_OUTPUT } from "./output";
import { offerReason } from "./policy";
import { ProgressBar } from "./progress";
import { analyzeInShards, threadsFor } from "./shards";
import { FileSpool } from "./spool";

const FORMATS = ["text", "json", "ndjson"] as const;
type Format = (typeof FORMATS)[number];

const OUTCOMES: readonly Outcome[] = ["completed", "failed", "not-tls", "undetermined"];

/** Exit status when `--fail-on` found what it looks for. */
const FAIL_ON_STATUS = 3;

/** More threads than any machine has cores would only read the captures more often. */
const MAX_THREADS = 64;

/** Columns of a report that goes to no terminal. */
const DEFAULT_COLUMNS = 80;

interface AnalyzeOptions {
  readonly format?: Format;
  readonly output?: string;
  readonly listenerPort?: number[];
  readonly listener?: ReturnType<typeof parseListener>[];
  readonly policy?: string;
  readonly only?: Outcome;
  readonly failOn?: Outcome;
  readonly progress: boolean;
  readonly threads?: number;
}

/** `tls-mirror analyze`: verdict per connection. */
export function addAnalyzeCommand(program: Command): void {
  const command = program
    .command("analyze")
    .description("Tell of every TLS connection in a capture whether its handshake succeeded, and if not, why.")
    .argument(
      "<captures...>",
      "pcap or pcapng files (plain, gzip, zstd, lz4), folders of them, or - for standard input",
    )
    .addOption(new Option("--format <format>", "default: text on a terminal, ndjson in a pipe").choices(FORMATS))
    .option("--output <file>", "write the report there instead of to standard output")
    .option(
      "--listener-port <n>",
      "port the balancer listens on; repeatable (default: 443 and 8443)",
      collect(parsePort),
    )
    .option(
      "--listener <cidr[:port]>",
      "addresses of the balancer, which --listener-port then does not decide for; repeatable",
      collect(parseListener),
    )
    .option(
      "--policy <name|file>",
      "the listener's security policy, or a file that describe-ssl-policies wrote with it alone: explains rejected hellos",
    )
    .addOption(new Option("--only <outcome>", "report connections of one outcome").choices(OUTCOMES))
    .addOption(new Option("--fail-on <outcome>", "exit with status 3 when there is one").choices(OUTCOMES))
    .option("--no-progress", "show no progress bar")
    .option(
      "--threads <n>",
      "threads to work in (default: one; a core each, up to 4, for several files of 1 GB in all)",
      parseThreads,
    );
  addLimitOptions(command).action(async (captures: string[], options: AnalyzeOptions & Record<string, unknown>) => {
    await analyze(captures, options);
  });
}

async function analyze(captures: readonly string[], options: AnalyzeOptions & Record<string, unknown>): Promise<void> {
  // Opened first of all, so that a capture that is none leaves an older report as it is.
  const reader = await CaptureReader.open(captures.map(inputOf));
  const output = new Output(options.output);
  const progress = new ProgressBar(options.progress);
  const watcher: Watcher = {
    progress: (state) => {
      progress.update(state);
    },
    get gone() {
      return output.closed;
    },
  };
  const format = options.format ?? defaultFormat(options.output);
  const { only } = options;
  const limits = limitsFrom(options);
  const listeners = { ports: options.listenerPort ?? DEFAULT_LISTENERS.ports, ranges: options.listener ?? [] };
  const policy = options.policy === undefined ? undefined : offerReason(options.policy);
  const threads = options.threads ?? threadsFor(captures);
  const spool = new FileSpool();

  const report = reportIn(format, output);
  let result: AnalysisResult | null;
  if (threads === 1) {
    const records: RecordOutput = { lines: report.lines, spool, ...(only !== undefined && { only }) };
    result = await analyzeAlone(reader, { listeners, limits, policy }, records, watcher);
  } else {
    reader.close();
    const task = { captures, options: { listeners, limits }, policy: options.policy, only };
    result = await analyzeInShards(task, threads, new ShardMerge(threads, report.lines, spool), watcher);
  }
  report.end();
  progress.end();
  output.end();
  spool.close();
  if (result !== null) conclude(result, options.failOn);
}

/** Text for people. What is no device is no terminal, and not opened as `process.stdout`, which takes 4 ms for a pipe. */
function defaultFormat(output: string | undefined): Format {
  const isTerminal = output === undefined && fstatSync(STANDARD_OUTPUT).isCharacterDevice() && process.stdout.isTTY;
  return isTerminal ? "text" : "ndjson";
}

/** What the report does not show, and the exit status. */
function conclude({ counts, warnings }: AnalysisResult, failOn: Outcome | undefined): void {
  for (const { file, offset, message } of warnings) console.error(`${file}: at byte ${offset}: ${message}`);
  noteWhatIsMissing(counts);
  if (failOn !== undefined && counts.outcomes[failOn] > 0) process.exitCode = FAIL_ON_STATUS;
}

interface Report {
  /** As `RecordOutput.lines`. */
  readonly lines: RecordOutput["lines"];
  end(): void;
}

function reportIn(format: Format, output: Output): Report {
  switch (format) {
    case "text": {
      const summary = new Summary();
      return {
        ...recordsTo((record) => {
          summary.add(record);
        }),
        end: () => {
          output.text(textReport(summary, process.stdout.isTTY ? process.stdout.columns : DEFAULT_COLUMNS));
        },
      };
    }
    case "json": {
      const punctuation = new JsonArrayPunctuation();
      return {
        lines: (bytes, start, end) => {
          eachLine(bytes, start, end, (from, to) => {
            output.text(punctuation.next());
            output.copy(bytes, from, to);
          });
        },
        end: () => {
          output.text(punctuation.end());
        },
      };
    }
    case "ndjson":
      return {
        lines: (bytes, start, end) => {
          output.copy(bytes, start, end);
        },
        end: () => undefined,
      };
  }
}

/** What the records do not show: packets that were seen and not followed, connections that were seen twice. */
function noteWhatIsMissing({ kinds, duplicates }: AnalyzerCounts): void {
  const notes = [
    [duplicates, "connections were copied by two mirror sessions and are reported once"],
    [kinds.quic, "packets of QUIC, which is out of scope"],
    [kinds.dtls, "packets of DTLS, which is out of scope"],
    [kinds.truncated, "packets cut off before the end of their TCP header"],
    [kinds.malformed, "packets whose headers contradict themselves"],
  ] as const;
  for (const [count, what] of notes) if (count > 0) console.error(`note: ${count} ${what}`);
}

function inputOf(argument: string): CaptureInput {
  return argument === "-" ? { name: "standard input", stream: process.stdin } : argument;
}

/** For options that may be repeated. */
function collect<T>(parse: (text: string) => T): (text: string, previous: T[] | undefined) => T[] {
  return (text, previous) => [...(previous ?? []), parse(text)];
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError("Give a port from 1 to 65535.");
  return port;
}

function parseThreads(text: string): number {
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS)
    throw new InvalidArgumentError(`Give a number from 1 to ${MAX_THREADS}.`);
  return threads;
}
