import { parseArgs } from "node:util";
import { APPLIANCE_SETTINGS_PATH } from "../../modules/contracts";
import { DEFAULT_FOLDER, DEFAULT_REPORT_SECONDS } from "../capture/options";
import { reasonOf } from "../capture/errors";
import { DEFAULT_SILENCE_MS } from "../ship/s3-store";
import { badOption, notWholeNumber } from "./errors";

const DEFAULT_POLL_MILLISECONDS = 1_000;
const DEFAULT_RETRY_MILLISECONDS = 1_000;
/** An instance that is terminated has a few minutes to shut down. */
const DEFAULT_STOP_SECONDS = 60;
const MAX_MILLISECONDS = 3_600_000;

export const HELP = `Usage: process [options]

Analyzes the capture files that "capture" has finished, keeps their packets as the settings say, and uploads both
to S3, until SIGTERM or SIGINT. SIGHUP has the settings read again.

  --settings FILE          settings of the appliance (default ${APPLIANCE_SETTINGS_PATH})
  --folder FOLDER          the folder that "capture" writes to (default ${DEFAULT_FOLDER})
  --report-seconds N       tell metrics this often (default ${DEFAULT_REPORT_SECONDS})
  --poll-milliseconds N    look for finished files this often (default ${DEFAULT_POLL_MILLISECONDS})
  --retry-milliseconds N   first wait after a failed upload; it doubles (default ${DEFAULT_RETRY_MILLISECONDS})
  --silence-milliseconds N give a connection to S3 up on which nothing moves for this long (default ${DEFAULT_SILENCE_MS})
  --stop-seconds N         after SIGTERM, process and upload what is there for up to this long (default ${DEFAULT_STOP_SECONDS})
  --once                   process and upload what is there, and exit; 1 if something is left
  --check                  read the settings, say what would be done, and exit
  --help                   print this

Exit status: 0 done, 1 a bug or something left, 2 something to correct in flags, settings or machine.`;

export interface Options {
  readonly help: boolean;
  readonly check: boolean;
  readonly once: boolean;
  readonly settingsPath: string;
  readonly folder: string;
  readonly reportSeconds: number;
  readonly pollMs: number;
  readonly retryMs: number;
  readonly silenceMs: number;
  readonly stopSeconds: number;
}

/** Reads the command line. Throws a UserError for what it does not know. */
export function parseOptions(args: readonly string[]): Options {
  const values = parseFlags(args);
  return {
    help: values.help ?? false,
    check: values.check ?? false,
    once: values.once ?? false,
    settingsPath: values.settings ?? APPLIANCE_SETTINGS_PATH,
    folder: values.folder ?? DEFAULT_FOLDER,
    reportSeconds: whole("--report-seconds", values["report-seconds"], 3_600, DEFAULT_REPORT_SECONDS),
    pollMs: whole("--poll-milliseconds", values["poll-milliseconds"], MAX_MILLISECONDS, DEFAULT_POLL_MILLISECONDS),
    retryMs: whole("--retry-milliseconds", values["retry-milliseconds"], MAX_MILLISECONDS, DEFAULT_RETRY_MILLISECONDS),
    silenceMs: whole("--silence-milliseconds", values["silence-milliseconds"], MAX_MILLISECONDS, DEFAULT_SILENCE_MS),
    stopSeconds: whole("--stop-seconds", values["stop-seconds"], 3_600, DEFAULT_STOP_SECONDS),
  };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        settings: { type: "string" },
        folder: { type: "string" },
        "report-seconds": { type: "string" },
        "poll-milliseconds": { type: "string" },
        "retry-milliseconds": { type: "string" },
        "silence-milliseconds": { type: "string" },
        "stop-seconds": { type: "string" },
        once: { type: "boolean" },
        check: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw badOption(reasonOf(error));
  }
}

function whole(flag: string, value: string | undefined, to: number, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (number >= 1 && number <= to) return number;
  throw notWholeNumber(flag, value, 1, to);
}
