import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { ApplianceSettings } from "../../modules/contracts";
import { processFolders, Processor } from "../process/processor";
import { parseOptions } from "./options";
import { machine } from "./machine";
import { FIRST_VNI } from "./capture-writer";
import { trafficOf } from "./shapes";
import { splitCapture } from "./split";
import { writeTraffic } from "./traffic";

/**
 * Measures how fast the appliance processes capture files: analysis, findings and kept packets together.
 *
 *     taskset -c 0 node dist/scripts/bench/process.js --size 0.5
 *
 * Takes `--size`, `--seed` and `--folder` of the other measurements. The traffic is `mixed`, handshakes and data, as a
 * VXLAN device hands it out: without the outer headers. Megabits are of packets, as they came over the wire.
 */

const FILES = 4;

const SETTINGS: ApplianceSettings = {
  deployment: "bench",
  vnis: [FIRST_VNI],
  listenerPorts: [443],
  rotationSeconds: 300,
  diskBudgetBytes: 1e12,
  retention: "handshakes",
  healthPort: 8080,
};

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options === null) return;
  const folder = mkdtempSync(join(options.folder, "tls-mirror-bench-"));
  try {
    const capture = join(folder, "mixed.pcap");
    const { packets, connections } = writeTraffic(capture, trafficOf("mixed", options.size, false, options.seed));
    const folders = processFolders(join(folder, "spool"));
    const names = fileInto(folders.closed, splitCapture(capture, FILES));
    const rawBytes = statSync(capture).size;

    const processor = new Processor(folders, SETTINGS, "bench");
    const startMs = performance.now();
    const startCpu = process.cpuUsage();
    for (const name of names) await processor.process(name, new AbortController().signal);
    const seconds = (performance.now() - startMs) / 1e3;
    const { user, system } = process.cpuUsage(startCpu);
    const cpuSeconds = (user + system) / 1e6;
    const keptBytes = sizeBelow(folders.outbox);
    const figures = {
      machine: machine(),
      connections,
      packets,
      rawMegabytes: Math.round(rawBytes / 1e6),
      storedMegabytes: Math.round(keptBytes / 1e6),
      seconds: rounded(seconds),
      cpuSeconds: rounded(cpuSeconds),
      packetsPerSecond: Math.round(packets / seconds),
      megabitsPerSecond: Math.round((rawBytes * 8) / 1e6 / seconds),
      /** What one core would do that nobody else uses. */
      megabitsPerCpuSecond: Math.round((rawBytes * 8) / 1e6 / cpuSeconds),
      memoryMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    console.log(JSON.stringify(figures, null, 2));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Moves captures to where the appliance finds them; returns their names. */
function fileInto(closed: string, paths: readonly string[]): string[] {
  mkdirSync(closed, { recursive: true });
  return paths.map((path, index) => {
    const name = `${FIRST_VNI}-20261122T150${index}00Z.pcap`;
    renameSync(path, join(closed, name));
    return name;
  });
}

function sizeBelow(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
