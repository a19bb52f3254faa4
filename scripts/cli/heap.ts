import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/**
 * Percent by which V8 lets the heap grow before it collects the old part of it. Left alone it waits until a heap of
 * 50 MB has become one of 300. Records leave as fast as they come, so that most of that is garbage, and to collect it
 * sooner costs no time that can be measured.
 */
const GROWING_PERCENT = 15;

/** Bytes to which the young part may grow: an eighth of what V8 would take for garbage. */
const YOUNG_BYTES = 4 * 1024 * 1024;

/** Keeps the program's memory near what it uses. For all threads; before the heap has grown. */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}

/**
 * Stops the growth of the main thread's young generation, which only flags of Node's own command line could bound from
 * the beginning. To be called now and then; true once there is nothing more to watch.
 */
export function youngGenerationIsGrown(): boolean {
  const young = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
  if (young === undefined || young.space_size < YOUNG_BYTES) return false;
  setFlagsFromString("--semi-space-growth-factor=1");
  return true;
}
