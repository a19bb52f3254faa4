import type { OneAccountSettings } from "./one-account-settings";
import { readOneAccountSettings } from "./one-account-settings";
import type { SettingsSource } from "./settings-reader";
import { SettingsReader } from "./settings-reader";
import type { SplitSettings } from "./split-settings";
import { isSplit, readSplitSettings } from "./split-settings";

/**
 * What is deployed: the content of the settings file.
 *
 * Each setting is overridden by an environment variable: `listenerPorts` by `TLS_MIRROR_LISTENER_PORTS`. A file with
 * `collectors` or `sources` describes sides that are apart, any other file one account.
 */
export type Settings = OneAccountSettings | SplitSettings;

/** Reads settings and checks what only they can tell; the constructs check the rest. Throws one `UserError` for all. */
export function readSettings(source: SettingsSource): Settings {
  const reader = SettingsReader.open(source);
  const settings = isSplit(reader) ? readSplitSettings(reader) : readOneAccountSettings(reader);
  reader.finish();
  return settings;
}
