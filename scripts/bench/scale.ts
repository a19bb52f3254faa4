import { rmSync } from "node:fs";
import { join } from "node:path";
import { measured, type Command } from "./child";
import { OURS } from "./contenders";
import { splitCapture } from "./split";
import { trafficOf } from "./shapes";
import { spread, type Spread } from "./statistics";
import { writeTraffic, type TrafficOptions } from "./traffic";

const PACKET_SCALES = [1, 3, 10];
const CONCURRENT = [1_000, 10_000, 100_000];

/** Connections at the scale of 1: enough for the start of the program not to matter. */
const BASE_CONNECTIONS = 60_000;
/** Twice as many as are ever open at once. */
const CONCURRENCY_CONNECTIONS = 200_000;
const DATA_SEGMENTS = 6;
const TINY_CONNECTIONS = 3;
const PARTS = 8;

interface Options {
  readonly size: number;
  readonly rounds: number;
  readonly seed: number;
}

/** One capture and what ours took for it. */
export interface Point {
  readonly what: string;
  readonly packets: number;
  readonly wallMs: Spread;
  /** Null for a program that reads no packets. */
  readonly microsecondsPerPacket: number | null;
  readonly peakMegabytes: number | null;
}

/** How time and memory grow with the packets, and with the connections open at once. */
export async function scaling(folder: string, options: Options): Promise<readonly Point[]> {
  const points: Point[] = [];
  const shape = trafficOf("mixed", options.size, true, options.seed);
  for (const scale of PACKET_SCALES) {
    const connections = Math.round(BASE_CONNECTIONS * options.size * scale);
    points.push(
      await point(folder, `${scale}x packets`, { ...shape, connections, dataSegments: DATA_SEGMENTS }, options),
    );
  }
  for (const count of CONCURRENT) {
    const connections = Math.round(CONCURRENCY_CONNECTIONS * options.size);
    const concurrent = Math.max(1, Math.round(count * options.size));
    const traffic = { ...shape, connections, concurrent, dataSegments: DATA_SEGMENTS };
    points.push(await point(folder, `${concurrent} connections open`, traffic, options));
  }
  return points;
}

/** A file so small that only starting and ending count, and how long Node takes for nothing at all. */
export async function tinyFile(folder: string, options: Options): Promise<readonly Point[]> {
  const traffic = { ...trafficOf("handshakes", 1, true, options.seed), connections: TINY_CONNECTIONS };
  return [
    await point(folder, "tiny file", traffic, options),
    await run("node alone", { program: process.execPath, args: ["-e", "0"] }, 0, options.rounds),
  ];
}

/** One capture as a whole, and the same cut into files that follow each other, in the middle of connections. */
export async function fileParts(folder: string, options: Options): Promise<readonly Point[]> {
  const path = join(folder, "whole.pcap");
  const { packets } = writeTraffic(path, trafficOf("mixed", options.size, true, options.seed));
  const parts = splitCapture(path, PARTS);
  const points = [
    await run("one file", OURS.command([path]), packets, options.rounds),
    await run(`${PARTS} files`, OURS.command(parts), packets, options.rounds),
  ];
  for (const file of [path, ...parts]) rmSync(file);
  return points;
}

async function point(folder: string, what: string, traffic: TrafficOptions, { rounds }: Options): Promise<Point> {
  const path = join(folder, "point.pcap");
  const { packets } = writeTraffic(path, traffic);
  const result = await run(what, OURS.command([path]), packets, rounds);
  rmSync(path);
  return result;
}

async function run(what: string, command: Command, packets: number, rounds: number): Promise<Point> {
  const walls: number[] = [];
  let peakBytes: number | null = null;
  for (let round = 0; round < rounds; round++) {
    const usage = await measured(command);
    walls.push(usage.wallMs);
    if (usage.peakBytes !== null) peakBytes = Math.max(peakBytes ?? 0, usage.peakBytes);
  }
  const wallMs = spread(walls);
  return {
    what,
    packets,
    wallMs,
    microsecondsPerPacket: packets === 0 ? null : (wallMs.median * 1e3) / packets,
    peakMegabytes: peakBytes === null ? null : peakBytes / 1e6,
  };
}
