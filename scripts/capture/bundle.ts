import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** Where the bundle is put, and where Packer takes it from, below the repository or the installed package. */
export const CAPTURE_BUNDLE = join("dist", "appliance", "capture.cjs");

/**
 * Bundles the capture script with everything it imports into one file that runs on Node 20 and later.
 *
 * @param root - folder of package.json
 */
export async function bundleCapture(root: string, output: string): Promise<void> {
  await mkdir(dirname(output), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [join("scripts", "capture.ts")],
    outfile: output,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
  });
}
