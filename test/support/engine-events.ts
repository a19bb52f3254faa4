import type { EngineEvents } from "../../modules/analyzer/engine/instance";

/** Events of an engine whose records nobody wants. */
export const NO_EVENTS: EngineEvents = {
  end: () => undefined,
  describe: () => "null",
  lines: () => undefined,
  spoolAppend: () => 0,
  spoolRead: () => undefined,
  spoolFree: () => undefined,
};
