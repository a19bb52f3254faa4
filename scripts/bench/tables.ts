import Table from "cli-table3";
import type { Comparison } from "./comparison";
import type { Point } from "./scale";
import type { Spread } from "./statistics";

/** One capture and how the contenders did on it. */
export function comparisonTable({ capture, bytes, packets, connections, results }: Comparison): string {
  const table = new Table({
    head: ["", "time ms (spread)", "CPU ms", "MB/s", "packets/s", "peak MB", "times ours (spread)"],
    style: { head: [], border: [] },
    colAligns: ["left", "right", "right", "right", "right", "right", "right"],
  });
  for (const result of results) {
    table.push([
      result.name,
      withSpread(result.wallMs, 0),
      result.cpuMs?.median.toFixed(0) ?? "?",
      result.megabytesPerSecond.toFixed(0),
      thousands(result.packetsPerSecond),
      result.peakMegabytes?.toFixed(0) ?? "?",
      result.timesOurs === null ? "" : withSpread(result.timesOurs, 2),
    ]);
  }
  const title = `${capture}: ${(bytes / 1e6).toFixed(0)} MB, ${thousands(packets)} packets, ${thousands(connections)} connections`;
  return `${title}\n${table.toString()}\n`;
}

/** What ours took for each of several captures. */
export function pointsTable(points: readonly Point[]): string {
  const table = new Table({
    head: ["tls-mirror alone", "packets", "time ms (spread)", "us/packet", "peak MB"],
    style: { head: [], border: [] },
    colAligns: ["left", "right", "right", "right", "right"],
  });
  for (const { what, packets, wallMs, microsecondsPerPacket, peakMegabytes } of points) {
    table.push([
      what,
      thousands(packets),
      withSpread(wallMs, 0),
      microsecondsPerPacket?.toFixed(3) ?? "",
      peakMegabytes?.toFixed(0) ?? "?",
    ]);
  }
  return table.toString();
}

function withSpread({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}

function thousands(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}
