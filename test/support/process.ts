import { spawnSync } from "node:child_process";

/** How a program ended. */
export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a TypeScript entry point of this repository in a Node of its own, as a user would run the compiled one. */
export function runScript(
  script: string,
  options: {
    readonly cwd: string;
    readonly args?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
  },
): ProgramResult {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", `file://${require.resolve("tsx")}`, script, ...(options.args ?? [])],
    { cwd: options.cwd, encoding: "utf8", env: { PATH: process.env["PATH"], ...options.environment } },
  );
  return { status, stdout, stderr };
}
