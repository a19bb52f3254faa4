import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** Where the bundle is put, and where Packer takes it from, below the repository or the installed package. */
export const CAPTURE_BUNDLE = join("dist", "appliance", "capture.cjs");

/** The script that processes and ships, likewise. */
export const PROCESS_BUNDLE = join("dist", "appliance", "process.cjs");

/**
 * Bundles the capture script with everything it imports into one file that runs on Node 20 and later.
 *
 * @param root - folder of package.json
 */
export async function bundleCapture(root: string, output: string): Promise<void> {
  await bundle(root, "capture.ts", output);
}

/** Bundles the process script, with the S3 client in it, likewise. */
export async function bundleProcess(root: string, output: string): Promise<void> {
  await bundle(root, "process.ts", output);
}

async function bundle(root: string, script: string, output: string): Promise<void> {
  await mkdir(dirname(output), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [join("scripts", script)],
    outfile: output,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
    // Only captures that are compressed need it, which those of the appliance never are; it is machine code.
    external: ["lz4-napi"],
  });
}
