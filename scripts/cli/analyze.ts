import { InvalidArgumentError, Option, type Command } from "commander";
import { Analyzer } from "../../modules/analyzer/analyzer";
import { CaptureReader, emptyPacket, type CaptureInput } from "../../modules/analyzer/capture";
import { DEFAULT_LISTENERS } from "../../modules/analyzer/flow/listeners";
import {
  HELD_AS_JSON,
  HELD_AS_RECORD,
  RecordOrder,
  type HeldForm,
  type RecordOutput,
} from "../../modules/analyzer/record-order";
import { JsonArrayWriter } from "../../modules/analyzer/report/json";
import { Summary } from "../../modules/analyzer/report/summary";
import { textReport } from "../../modules/analyzer/report/text";
import type { Outcome } from "../../modules/contracts";
import { addLimitOptions, limitsFrom } from "./limits";
import { parseListener } from "./listeners";
import { Output } from "./output";
import { helloReason } from "./policy";
import { ProgressBar } from "./progress";
import { FileSpool } from "./spool";

const FORMATS = ["text", "json", "ndjson"] as const;
type Format = (typeof FORMATS)[number];

const OUTCOMES: readonly Outcome[] = ["completed", "failed", "not-tls", "undetermined"];

/** Exit status when `--fail-on` found what it looks for. */
const FAIL_ON_STATUS = 3;

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
    .option("--no-progress", "show no progress bar");
  addLimitOptions(command).action(async (captures: string[], options: AnalyzeOptions & Record<string, unknown>) => {
    await analyze(captures, options);
  });
}

async function analyze(captures: readonly string[], options: AnalyzeOptions & Record<string, unknown>): Promise<void> {
  const reader = await CaptureReader.open(captures.map(inputOf));
  const output = new Output(options.output);
  const isTerminal = options.output === undefined && process.stdout.isTTY;
  const limits = limitsFrom(options);
  const spool = new FileSpool();
  const ordered: Ordered = (form, emit) => new RecordOrder(wanted(form, options.only), emit, spool, limits);
  const report = reportIn(options.format ?? (isTerminal ? "text" : "ndjson"), output, ordered);
  const analyzer = new Analyzer(report.records, {
    listeners: { ports: options.listenerPort ?? DEFAULT_LISTENERS.ports, ranges: options.listener ?? [] },
    limits,
    ...(options.policy !== undefined && { policy: helloReason(options.policy) }),
  });

  const progress = new ProgressBar(process.stderr, options.progress);
  const packet = emptyPacket();
  while (!output.closed && (await reader.fill())) {
    while (reader.next(packet)) analyzer.accept(packet);
    progress.update(reader.progress);
  }
  reader.close();
  progress.end();
  analyzer.finish();
  report.end();
  output.end();
  spool.close();

  for (const { file, offset, message } of reader.warnings) console.error(`${file}: at byte ${offset}: ${message}`);
  noteWhatIsMissing(analyzer);
  if (options.failOn !== undefined && analyzer.counts.outcomes[options.failOn] > 0) process.exitCode = FAIL_ON_STATUS;
}

interface Report {
  readonly records: RecordOutput;
  end(): void;
}

/** Brings records into order, holding them in a form that suits what is made of them. */
type Ordered = <Held>(form: HeldForm<Held>, emit: (held: Held) => void) => RecordOutput;

function reportIn(format: Format, output: Output, ordered: Ordered): Report {
  switch (format) {
    case "text": {
      const summary = new Summary();
      return {
        records: ordered(HELD_AS_RECORD, (record) => {
          summary.add(record);
        }),
        end: () => {
          output.write(textReport(summary, process.stdout.isTTY ? process.stdout.columns : DEFAULT_COLUMNS));
        },
      };
    }
    case "json": {
      const writer = new JsonArrayWriter();
      return {
        records: ordered(HELD_AS_JSON, (json) => {
          output.write(writer.next(json));
        }),
        end: () => {
          output.write(writer.end());
        },
      };
    }
    case "ndjson":
      return {
        records: ordered(HELD_AS_JSON, (json) => {
          output.write(`${json}\n`);
        }),
        end: () => undefined,
      };
  }
}

/** Leaves out records of other outcomes than the one asked for. */
function wanted<Held>(form: HeldForm<Held>, only: Outcome | undefined): HeldForm<Held> {
  if (only === undefined) return form;
  return { ...form, of: (record) => (record.outcome === only ? form.of(record) : null) };
}

/** What the records do not show: packets that were seen and not followed, connections that were seen twice. */
function noteWhatIsMissing({ counts }: Analyzer): void {
  const { kinds, duplicates } = counts;
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
