import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a built program of the repository, from its root, as a user would; `npm test` builds first. */
export function runBuilt(program: string, args: readonly string[], input?: Uint8Array): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "dist", program), ...args], {
    cwd: ROOT,
    encoding: "utf8",
    input,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

/** Runs `tls-mirror`. */
export function tlsMirror(args: readonly string[], input?: Uint8Array): Run {
  return runBuilt("scripts/cli.js", args, input);
}
