import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { compose } from "../../main";
import { readSettings } from "../../modules/mirror/app/settings";

/** What `main.ts` makes of a settings file: the text of each stack's `cdk.tf.json` by the stack's id. */
export function composed(path: string, environment: Record<string, string> = {}): Map<string, string> {
  return composedFrom(readFileSync(path, "utf8"), environment);
}

/** The same for the text of a settings file. */
export function composedFrom(text: string, environment: Record<string, string> = {}): Map<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), "composed-"));
  try {
    const app = new App({ outdir });
    compose(app, readSettings({ path: "settings.json", text, environment }));
    app.synth();
    return stacksIn(outdir);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The stacks that an app wrote to its output folder, by their ids. */
export function stacksIn(outdir: string): Map<string, string> {
  const stacks = join(outdir, "stacks");
  const ids = existsSync(stacks) ? readdirSync(stacks).sort() : [];
  return new Map(ids.map((id) => [id, readFileSync(join(stacks, id, "cdk.tf.json"), "utf8")]));
}
