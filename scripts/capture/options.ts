import { parseArgs } from "node:util";
import {
  APPLIANCE_SETTINGS_PATH,
  DEFAULT_ROTATION_SECONDS,
  ROTATION_SECONDS,
  VIRTUAL_NETWORK_IDS,
} from "../../modules/contracts";
import { badOption, notWholeNumber, reasonOf } from "./errors";

/** Where captures are written unless told otherwise: the unit's StateDirectory. */
export const DEFAULT_FOLDER = "/var/lib/tls-mirror";

/** How often packet counts are told, in seconds. CloudWatch keeps standard metrics by the minute. */
export const DEFAULT_REPORT_SECONDS = 60;

const MAX_SECONDS = 31_536_000;

export const HELP = `Usage: capture [--settings FILE | --vni N ...] [options]

Receives mirrored packets (VXLAN, UDP port 4789) and writes them to capture files, until SIGTERM or SIGINT.
Files being written are in FOLDER/open; finished ones are moved to FOLDER/closed.

  --settings FILE        settings of the appliance (default ${APPLIANCE_SETTINGS_PATH})
  --vni N                capture this VNI without a settings file; repeatable
  --folder FOLDER        where captures go (default ${DEFAULT_FOLDER})
  --rotation-seconds N   begin a new file this often (default: the settings', else ${DEFAULT_ROTATION_SECONDS})
  --report-seconds N     tell packet counts this often (default ${DEFAULT_REPORT_SECONDS})
  --seconds N            stop after this long (default: run until stopped)
  --health-port N        TCP port of the health check (default: the settings'; without settings, none)
  --prepare              create the VXLAN devices, turn receive offload off, and exit; needs CAP_NET_ADMIN
  --help                 print this

Exit status: 0 done, 1 a bug, 2 something to correct in flags, settings or machine.`;

/** What to capture: as the settings file says, or the VNIs given as flags. */
export type Source = { readonly settingsPath: string } | { readonly vnis: readonly number[] };

export interface Options {
  readonly help: boolean;
  readonly prepare: boolean;
  readonly source: Source;
  readonly folder: string;
  /** Undefined: as the settings say. */
  readonly rotationSeconds: number | undefined;
  readonly reportSeconds: number;
  /** Undefined: until stopped. */
  readonly seconds: number | undefined;
  /** Undefined: as the settings say; none without settings. */
  readonly healthPort: number | undefined;
}

/** Reads the command line. Throws a UserError for what it does not know. */
export function parseOptions(args: readonly string[]): Options {
  const values = parseFlags(args);
  const { least, most } = VIRTUAL_NETWORK_IDS;
  const vnis = (values.vni ?? []).map((value) => whole("--vni", value, least, most));
  if (vnis.length > 0 && values.settings !== undefined) {
    throw badOption("--vni and --settings exclude each other: the settings file names its own VNIs.");
  }
  if (new Set(vnis).size < vnis.length) throw badOption("--vni names the same VNI twice.");
  return {
    help: values.help ?? false,
    prepare: values.prepare ?? false,
    source: vnis.length > 0 ? { vnis } : { settingsPath: values.settings ?? APPLIANCE_SETTINGS_PATH },
    folder: values.folder ?? DEFAULT_FOLDER,
    rotationSeconds: optionalWhole(
      "--rotation-seconds",
      values["rotation-seconds"],
      ROTATION_SECONDS.least,
      ROTATION_SECONDS.most,
    ),
    reportSeconds: optionalWhole("--report-seconds", values["report-seconds"], 1, 3600) ?? DEFAULT_REPORT_SECONDS,
    seconds: optionalWhole("--seconds", values.seconds, 1, MAX_SECONDS),
    healthPort: optionalWhole("--health-port", values["health-port"], 1, 65_535),
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
        vni: { type: "string", multiple: true },
        folder: { type: "string" },
        "rotation-seconds": { type: "string" },
        "report-seconds": { type: "string" },
        seconds: { type: "string" },
        "health-port": { type: "string" },
        prepare: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw badOption(reasonOf(error));
  }
}

function optionalWhole(flag: string, value: string | undefined, from: number, to: number): number | undefined {
  return value === undefined ? undefined : whole(flag, value, from, to);
}

function whole(flag: string, value: string, from: number, to: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (number >= from && number <= to) return number;
  throw notWholeNumber(flag, value, from, to);
}
