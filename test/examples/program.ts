import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stacksIn } from "../support/composed-app";
import { runScript } from "../support/process";

const ROOT = join(__dirname, "..", "..");

/** Runs an example that is a program of its own, in a Node of its own, and gives its stacks by their ids. */
export function stacksOfProgram(example: string): Map<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), "example-"));
  try {
    const ended = runScript(join(ROOT, "examples", example, "main.ts"), {
      cwd: ROOT,
      environment: { CDKTF_OUTDIR: outdir },
    });
    // Quiet, since the CDKTF command line shows what an app says as errors.
    expect(ended).toEqual({ status: 0, stdout: "", stderr: "" });
    return stacksIn(outdir);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
