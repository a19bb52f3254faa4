import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** A program to run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** What one run of a program took, from its start to its end. */
export interface Usage {
  readonly wallMs: number;
  /** Processor time of all threads; null where the system does not tell. */
  readonly cpuMs: number | null;
  /** Most memory resident at once; null where the system does not tell. */
  readonly peakBytes: number | null;
}

/**
 * How often `/proc` is asked; what a program uses in its last moment goes unseen. Not more often, since to ask takes from the
 * processor that the program might use.
 */
const SAMPLED_EVERY_MS = 25;
/** The kernel counts processor time in ticks of a hundredth of a second for programs to read: USER_HZ. */
const MS_PER_TICK = 10;
/** Fields of `/proc/PID/stat` behind the name in parentheses. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** Settings of whoever measures that every start of Node would pay for: to read a file of certificates takes it 80 ms. */
const SETTINGS_OF_NODE: readonly string[] = ["NODE_EXTRA_CA_CERTS", "NODE_OPTIONS"];

const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !SETTINGS_OF_NODE.includes(name)));

/** Runs a program with its output thrown away. */
export async function measured({ program, args }: Command): Promise<Usage> {
  const begin = process.hrtime.bigint();
  const child = spawn(program, args, { stdio: "ignore", env: environment() });
  let cpuMs: number | null = null;
  let peakBytes: number | null = null;
  const sample = (): void => {
    cpuMs = cpuMsOf(child.pid) ?? cpuMs;
    peakBytes = peakBytesOf(child.pid) ?? peakBytes;
  };
  const timer = setInterval(sample, SAMPLED_EVERY_MS);
  try {
    await exitOf(child, program);
  } finally {
    clearInterval(timer);
  }
  return { wallMs: Number(process.hrtime.bigint() - begin) / 1e6, cpuMs, peakBytes };
}

/** Runs a program and calls `take` with each line it prints. */
export async function eachLine({ program, args }: Command, take: (line: string) => void): Promise<void> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
  });
  await exitOf(child, program);
}

/** Whether a program can be started at all. */
export async function isInstalled(program: string): Promise<boolean> {
  const child = spawn(program, ["--version"], { stdio: "ignore" });
  return new Promise((resolve) => {
    child.once("error", () => {
      resolve(false);
    });
    child.once("close", () => {
      resolve(true);
    });
  });
}

function exitOf(child: ReturnType<typeof spawn>, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${signal ?? `status ${code}`}`));
    });
  });
}

function cpuMsOf(pid: number | undefined): number | null {
  const fields = procFile(pid, "stat")?.split(") ")[1]?.split(" ");
  const ticks = Number(fields?.[USER_TICKS]) + Number(fields?.[SYSTEM_TICKS]);
  return Number.isNaN(ticks) ? null : ticks * MS_PER_TICK;
}

function peakBytesOf(pid: number | undefined): number | null {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(procFile(pid, "status") ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function procFile(pid: number | undefined, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return null;
  }
}
