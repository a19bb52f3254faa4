import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/**
 * What the command line and its threads are bundled from, and where to, in the folder that the compiler wrote to.
 *
 * To look for seventy modules and load them takes longer than to analyze a small capture. A thread's file lies beside
 * the command line's, as `shards.ts` looks for it beside itself.
 */
const BUNDLES = { "scripts/cli": "scripts/cli.ts", "scripts/shard-worker": "scripts/cli/shard-worker.ts" };

/** Native, or loaded for one kind of capture only: left to be found in node_modules when they are needed. */
const LOADED_LATE = ["fzstd", "lz4-napi", "@duckdb/node-api"];

/**
 * Leaves out what starts other programs: commander asks for it as soon as it is loaded, which takes 6 ms, for commands that
 * are programs of their own. Ours are none.
 */
const NO_CHILD_PROCESS: Plugin = {
  name: "no-child-process",
  setup: (building) => {
    building.onResolve({ filter: /^node:child_process$/ }, ({ path }) => ({ path, namespace: "left-out" }));
    building.onLoad({ filter: /^/, namespace: "left-out" }, () => ({ contents: "" }));
  },
};

/**
 * Puts bundles in the place of what the compiler made of the command line.
 *
 * @param root - folder of package.json
 */
export async function bundleCommandLine(root: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: BUNDLES,
    outdir: join(root, "dist"),
    allowOverwrite: true,
    bundle: true,
    external: LOADED_LATE,
    plugins: [NO_CHILD_PROCESS],
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
  });
}
