import type { TerraformStack } from "cdktf";
import { LocalBackend, S3Backend } from "cdktf";
import { stateSettingWithoutBucket } from "./errors";
import { region } from "./setting-forms";
import type { SettingsReader } from "./settings-reader";

/** An object in S3 that holds the state of a stack. */
export interface StateObject {
  readonly bucket: string;
  readonly key: string;
  /** Region of the bucket. */
  readonly region: string;
}

/** Where Terraform keeps state in S3. Absent: in files beside the app. */
export interface StateBucket {
  readonly bucket: string;
  /** Region of the bucket. */
  readonly region: string;
  /** Key of the only stack's state, or folder of the keys of several. */
  readonly key?: string;
}

/**
 * Reads `stateBucket`, `stateRegion` and the key's setting. Undefined where no bucket is given.
 *
 * The Region of the bucket must be given unless `defaultRegion` is.
 */
export function readStateBucket(
  reader: SettingsReader,
  keySetting: "stateKey" | "stateKeyPrefix",
  defaultRegion?: string,
): StateBucket | undefined {
  const bucket = reader.optionalText("stateBucket");
  const key = reader.optionalText(keySetting);
  if (bucket === undefined) {
    if (key !== undefined) reader.refuse(stateSettingWithoutBucket(reader.place(keySetting)));
    if (reader.optionalText("stateRegion") !== undefined) {
      reader.refuse(stateSettingWithoutBucket(reader.place("stateRegion")));
    }
    return undefined;
  }
  const asked = defaultRegion === undefined || reader.optionalText("stateRegion") !== undefined;
  return { bucket, key, region: asked ? region(reader, "stateRegion") : defaultRegion };
}

/**
 * Gives the stack a backend, always: without one the synthesized stack would hold an absolute path of the machine that
 * made it. `file` names the state where there is no object in S3 for it.
 */
export function addBackend(stack: TerraformStack, object: StateObject | undefined, file: string): void {
  if (object === undefined) {
    // Relative to the stack's folder in cdktf.out, which may be deleted at any time; the state may not.
    new LocalBackend(stack, { path: `../../../${file}` });
    return;
  }
  const backend = new S3Backend(stack, { ...object, encrypt: true });
  backend.addOverride("use_lockfile", true);
}
