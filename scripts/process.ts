import { setPriority } from "node:os";
import { join } from "node:path";
import type { ApplianceSettings } from "../modules/contracts";
import { UserError } from "../modules/contracts";
import { lockFolder } from "./capture/folder-lock";
import { MetricsAgent } from "./capture/metrics-agent";
import { readSettings } from "./capture/settings";
import { handleSignals } from "./capture/signals";
import { regionUnknown, spoolInUse } from "./process/errors";
import type { Log } from "./process/events";
import { jsonLine } from "./process/log-line";
import { thisMachine, type Machine } from "./process/machine";
import { drainFleetMachine } from "./process/fleet-drain";
import type { Options } from "./process/options";
import { HELP, parseOptions } from "./process/options";
import { Worker } from "./process/worker";
import { S3Store } from "./ship/s3-store";

/** Analyzes finished capture files, keeps their packets and uploads both. */

/** Capturing comes first: nice(2) of 19 gives way to it wherever both want the processor. */
const LOWEST_PRIORITY = 19;

/** How often a signal to read the settings again is looked for, in milliseconds. */
const LOOK_MS = 200;

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return;
  }
  const settings = await readSettings(options.settingsPath);
  const machine = await thisMachine();
  const region = regionOf(settings, machine);
  if (options.check) {
    const where =
      settings.bucket === undefined ? "here, since no bucket is set" : `s3://${settings.bucket} in ${region}`;
    console.log(`${options.settingsPath}: good. ${machine.collector} keeps ${settings.retention}, stored ${where}`);
    return;
  }
  const unlock = await lockFolder(join(options.folder, "process"), spoolInUse);
  setPriority(LOWEST_PRIORITY);
  try {
    await work(options, settings, machine);
  } finally {
    unlock();
  }
}

/** Works by the settings, and by others from the moment they are read again. */
async function work(options: Options, first: ApplianceSettings, machine: Machine): Promise<void> {
  const signals = handleSignals(true);
  const agent = new MetricsAgent();
  let settings = first;
  const log: Log = (event) => {
    const line = jsonLine(event, settings.deployment, new Date());
    process.stdout.write(`${line}\n`);
    agent.offer(line);
  };
  // Only a machine in AWS has a fleet to be terminated by, and metadata to ask.
  const isInAws = machine.region !== undefined && !options.once;
  const drained = isInAws ? drainFleetMachine({ ...first, folder: options.folder }, log, signals.stopped) : undefined;
  for (let isFirst = true, isLast = false; !isLast; isFirst = false) {
    const { bucket, bucketOwner } = settings;
    const region = regionOf(settings, machine);
    const { folder, pollMs, retryMs, reportSeconds, silenceMs } = options;
    const triesFolder = join(folder, "tries");
    const store =
      bucket === undefined ? undefined : new S3Store({ bucket, bucketOwner, region, triesFolder, silenceMs });
    const { collector } = machine;
    const plan = { folder, settings, collector, pollMs, retryMs, reportSeconds };
    const worker = new Worker(plan, store, log);
    if (isFirst) {
      log({
        event: "process-started",
        folder,
        collector,
        bucket: bucket ?? null,
        region: bucket === undefined ? null : region,
      });
    }
    try {
      if (options.once) {
        process.exitCode = (await worker.once(signals.stopped)) ? 0 : 1;
        return;
      }
      settings = await untilReload(worker, signals, options, settings, log);
      isLast = signals.stopped.aborted;
      if (isLast) await worker.finish(AbortSignal.timeout(options.stopSeconds * 1_000));
    } finally {
      store?.close();
    }
  }
  await drained;
  log({ event: "process-stopped" });
}

/** Runs the worker until it is to stop or other settings hold; resolves with those. */
async function untilReload(
  worker: Worker,
  signals: ReturnType<typeof handleSignals>,
  options: Options,
  current: ApplianceSettings,
  log: Log,
): Promise<ApplianceSettings> {
  const changed = new AbortController();
  let next = current;
  const look = setInterval(() => {
    if (!signals.takeReload()) return;
    void readSettings(options.settingsPath).then(
      (settings) => {
        next = settings;
        log({ event: "settings-reloaded" });
        changed.abort();
      },
      (error: unknown) => {
        log({ event: "settings-refused", message: error instanceof Error ? error.message : String(error) });
      },
    );
  }, LOOK_MS);
  try {
    await worker.run(AbortSignal.any([signals.stopped, changed.signal]));
  } finally {
    clearInterval(look);
  }
  return next;
}

/** As the settings say, else the environment, else the machine's own. */
function regionOf({ bucket, region }: ApplianceSettings, machine: Machine): string {
  const known = region ?? process.env["AWS_REGION"] ?? machine.region;
  if (known !== undefined || bucket === undefined) return known ?? "";
  throw regionUnknown(bucket);
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
  });
}
