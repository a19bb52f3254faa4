import { performance } from "node:perf_hooks";
import type { ApplianceSettings } from "../modules/contracts";
import { DEFAULT_HEALTH_PORT, DEFAULT_ROTATION_SECONDS, UserError } from "../modules/contracts";
import type { Log } from "./capture/events";
import { jsonLine, textLine } from "./capture/events";
import { lockFolder } from "./capture/folder-lock";
import type { HealthReport, StoringFacts } from "./capture/health";
import { healthOf } from "./capture/health";
import type { HealthServer } from "./capture/health-server";
import { serveHealth } from "./capture/health-server";
import { MetricsAgent } from "./capture/metrics-agent";
import type { Options } from "./capture/options";
import { HELP, parseOptions } from "./capture/options";
import { preflight, preflightPrepare } from "./capture/preflight";
import { planReload } from "./capture/reload";
import { readSettings } from "./capture/settings";
import { handleSignals } from "./capture/signals";
import { Supervisor } from "./capture/supervisor";
import { ensureDevice, removeStaleDevices, turnCardOffloadOff, vxlanDevices } from "./capture/vxlan-device";
import { Wait } from "./capture/wait";
import { Watchdog } from "./capture/watchdog";

/** Receives mirrored packets and writes them to files, until a signal or `--seconds` ends it. */

/** How often the supervisor looks after its captures, in milliseconds. */
const TICK_MS = 1_000;

/** What stands for the settings file when VNIs are given as flags. */
const TRIAL_DISK_BUDGET_BYTES = 10_000_000_000;

/** Told until the captures have started. */
const STARTING: HealthReport = {
  healthy: false,
  capture: healthOf(["the captures are being started"]),
  storage: healthOf([]),
  warnings: [],
  captures: [],
  disk: { usedBytes: 0, budgetBytes: 0, freeBytes: 0, neededBytes: 0 },
  storing: null,
};

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return;
  }
  const settings = await settingsFor(options);
  if (options.prepare) await prepare(settings);
  else await capture(settings, options);
}

/** Makes the devices, on behalf of a capture that must not have the right to. */
async function prepare(settings: ApplianceSettings): Promise<void> {
  await preflightPrepare();
  const devices = vxlanDevices(settings.vnis);
  await removeStaleDevices(devices);
  const made = await Promise.allSettled(devices.map((device) => ensureDevice(device, true)));
  const cards = await turnCardOffloadOff();
  // Last: one device that is refused does not keep the others from being captured.
  const refused = made.find((each) => each.status === "rejected");
  if (refused !== undefined) throw refused.reason;
  const receivers = devices.map((device) => `${device.name} receives VNI ${device.vni}`).join(", ");
  console.log(`${receivers}; receive offload is off on ${cards.join(", ")}`);
}

async function capture(settings: ApplianceSettings, options: Options): Promise<void> {
  const isService = "settingsPath" in options.source;
  const signals = handleSignals(isService);
  const log = logTo(process.stdout, settings.deployment);
  const { mayAdminister } = await preflight(options.folder);
  const healthPort = options.healthPort ?? (isService ? settings.healthPort : undefined);
  const unlock = await lockFolder(options.folder);
  const watchdog = new Watchdog();
  const wait = new Wait();
  signals.stopped.addEventListener("abort", () => {
    wait.cutShort();
  });
  let supervisor: Supervisor | undefined;
  let health: HealthServer | undefined;
  try {
    if (healthPort !== undefined)
      health = await serveHealth(healthPort, () => supervisor?.health(performance.now()) ?? STARTING);
    const plan = {
      devices: vxlanDevices(settings.vnis),
      folder: options.folder,
      rotationSeconds: options.rotationSeconds ?? settings.rotationSeconds,
      diskBudgetBytes: settings.diskBudgetBytes,
      reportSeconds: options.reportSeconds,
      checksHealth: health !== undefined,
      purpose: purposeOf(settings, isService),
      mayAdminister,
      mustStart: !isService,
    };
    supervisor = await Supervisor.start(plan, log, performance.now(), () => {
      wait.cutShort();
    });
    const endMs = options.seconds === undefined ? Infinity : performance.now() + options.seconds * 1_000;
    let current = settings;
    while (!signals.stopped.aborted && performance.now() < endMs) {
      watchdog.alive(performance.now());
      if (signals.takeReload()) current = await reload(supervisor, current, options, log);
      await supervisor.tick(performance.now());
      await wait.for(TICK_MS);
    }
  } finally {
    // Nobody is told that packets are captured while they no longer are.
    health?.close();
    await supervisor?.stop();
    unlock();
  }
}

async function settingsFor({ source }: Options): Promise<ApplianceSettings> {
  if ("settingsPath" in source) return readSettings(source.settingsPath);
  return {
    deployment: "trial",
    vnis: source.vnis,
    listenerPorts: [443, 8443],
    rotationSeconds: DEFAULT_ROTATION_SECONDS,
    diskBudgetBytes: TRIAL_DISK_BUDGET_BYTES,
    retention: "everything",
    healthPort: DEFAULT_HEALTH_PORT,
  };
}

function purposeOf({ bucket }: ApplianceSettings, isService: boolean): StoringFacts["purpose"] {
  if (!isService) return "none";
  return bucket === undefined ? "findings" : "bucket";
}

/** Reads the settings again and follows them; resolves with those that hold. Settings at fault change nothing. */
async function reload(
  supervisor: Supervisor,
  current: ApplianceSettings,
  options: Options,
  log: Log,
): Promise<ApplianceSettings> {
  try {
    const next = await settingsFor(options);
    const rotationSeconds = options.rotationSeconds ?? next.rotationSeconds;
    // Only a service reads its settings again.
    const purpose = purposeOf(next, true);
    supervisor.follow({ rotationSeconds, diskBudgetBytes: next.diskBudgetBytes, purpose });
    log({ event: "settings-reloaded", ...planReload(current, next) });
    const { deployment, healthPort, vnis } = current;
    return { ...next, deployment, healthPort, vnis };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log({ event: "settings-refused", message: error.message });
    return current;
  }
}

function logTo(output: NodeJS.WriteStream, deployment: string): Log {
  const agent = new MetricsAgent();
  return (event) => {
    const line = jsonLine(event, deployment, new Date());
    output.write(`${output.isTTY ? textLine(event) : line}\n`);
    agent.offer(line);
  };
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
  });
}
