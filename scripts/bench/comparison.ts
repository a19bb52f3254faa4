import { measured, type Usage } from "./child";
import type { Contender, ContenderName, Found } from "./contenders";
import type { Ledger } from "./dialogue";
import { findingsDiffer } from "./errors";
import { ratios, spread, type Spread } from "./statistics";

/** A generated capture. */
export interface Capture {
  readonly name: string;
  readonly path: string;
  readonly ledger: Ledger;
}

export interface ContenderResult {
  readonly name: ContenderName;
  readonly wallMs: Spread;
  readonly cpuMs: Spread | null;
  readonly megabytesPerSecond: number;
  readonly packetsPerSecond: number;
  readonly peakMegabytes: number | null;
  /** How many times as long it takes as ours, round by round; null for ours. */
  readonly timesOurs: Spread | null;
}

export interface Comparison {
  readonly capture: string;
  readonly bytes: number;
  readonly packets: number;
  readonly connections: number;
  readonly found: Readonly<Partial<Record<ContenderName, Found>>>;
  readonly results: readonly ContenderResult[];
}

/**
 * Lets each contender read the capture in turn, `rounds` times over, after all were seen to find the same in it.
 *
 * @throws UserError when they do not
 */
export async function compare(capture: Capture, contenders: readonly Contender[], rounds: number): Promise<Comparison> {
  const found = await agreement(capture, contenders);
  const usages = new Map<ContenderName, Usage[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      usages.get(contender.name)?.push(await measured(contender.command([capture.path])));
    }
  }
  const { bytes, packets, connections } = capture.ledger;
  const ours = (usages.get("tls-mirror") ?? []).map(({ wallMs }) => wallMs);
  const results = [...usages].map(([name, runs]) => resultOf(name, runs, ours, bytes, packets));
  return { capture: capture.name, bytes, packets, connections, found: Object.fromEntries(found), results };
}

/** What each analyzer finds; the generator's own count is not asked, since it is no witness of the bytes. */
async function agreement(
  capture: Capture,
  contenders: readonly Contender[],
): Promise<ReadonlyMap<ContenderName, Found>> {
  const found = new Map<ContenderName, Found>();
  for (const { name, count } of contenders) if (count !== null) found.set(name, await count([capture.path]));
  if (new Set([...found.values()].map((counts) => JSON.stringify(counts))).size > 1) {
    throw findingsDiffer(capture.name, found);
  }
  return found;
}

function resultOf(
  name: ContenderName,
  runs: readonly Usage[],
  ours: readonly number[],
  bytes: number,
  packets: number,
): ContenderResult {
  const walls = runs.map(({ wallMs }) => wallMs);
  const wallMs = spread(walls);
  const cpus = known(runs.map(({ cpuMs }) => cpuMs));
  const peaks = known(runs.map(({ peakBytes }) => peakBytes));
  return {
    name,
    wallMs,
    cpuMs: cpus.length === 0 ? null : spread(cpus),
    megabytesPerSecond: bytes / 1e3 / wallMs.median,
    packetsPerSecond: (packets * 1e3) / wallMs.median,
    peakMegabytes: peaks.length === 0 ? null : Math.max(...peaks) / 1e6,
    timesOurs: name === "tls-mirror" ? null : ratios(walls, ours),
  };
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
