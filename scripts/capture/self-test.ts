import { open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { probeText, sendProbe } from "./probe";
import type { Tcpdump } from "./tcpdump";

/** A probe is sent right after tcpdump began, so it is near the beginning of the file, whatever else comes in. */
const SEARCHED_BYTES = 16 * 1024 * 1024;

const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 100;

/**
 * Sends a frame to the capture's own VXLAN device and looks for it in the files.
 *
 * @param paths - of the files that `tcpdump` has begun: where rotation is short, the frame itself begins the next one
 * @returns whether the frame was found within five seconds
 */
export async function selfTest(tcpdump: Tcpdump, vni: number, paths: () => Promise<string[]>): Promise<boolean> {
  const mark = `self-test ${process.pid}-${vni}`;
  await sendProbe(vni, mark);
  for (let waited = 0; waited < PATIENCE_MS && tcpdump.isRunning; waited += LOOK_EVERY_MS) {
    tcpdump.flush();
    await delay(LOOK_EVERY_MS);
    for (const path of await paths()) {
      if (await holds(path, probeText(mark))) return true;
    }
  }
  return false;
}

async function holds(path: string, text: string): Promise<boolean> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, SEARCHED_BYTES));
    await file.read(bytes, 0, bytes.length, 0);
    return bytes.includes(text);
  } finally {
    await file.close();
  }
}
