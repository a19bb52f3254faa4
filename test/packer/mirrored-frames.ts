import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { NetworkNamespace } from "../support/namespaces";

/**
 * Sends the frames of its input, one a line, as AWS mirrors them, in VXLAN (RFC 7348): `node -e` this, host, VNI, and
 * milliseconds between two.
 */
const SEND = `
const [host, vni, everyMs] = process.argv.slice(1);
const header = Buffer.from([8, 0, 0, 0, vni >> 16, vni >> 8, vni, 0]);
const frames = require("node:fs").readFileSync(0, "latin1").trim().split("\\n");
const socket = require("node:dgram").createSocket("udp4");
const { setTimeout: delay } = require("node:timers/promises");
(async () => {
  for (const frame of frames) {
    await new Promise((sent) => socket.send(Buffer.concat([header, Buffer.from(frame, "hex")]), 4789, host, sent));
    if (everyMs > 0) await delay(Number(everyMs));
  }
  socket.close();
})();`;

/** An appliance, and whose session mirrors. */
export interface MirrorTarget {
  readonly host: string;
  readonly vni: number;
  /** Between two frames. @default 0 */
  readonly everyMs?: number;
}

/** How long a stream of frames may take. */
const SENDING_MS = 120_000;

/** Sends frames as they are. */
export async function mirrorFrames(from: NetworkNamespace, to: MirrorTarget, frames: readonly Uint8Array[]) {
  const lines = frames.map((frame) => `${Buffer.from(frame).toString("hex")}\n`).join("");
  const args = ["-e", SEND, to.host, `${to.vni}`, `${to.everyMs ?? 0}`];
  const sent = await from.run(process.execPath, args, { input: [lines], timeoutMs: SENDING_MS });
  if (sent.status !== 0) throw new Error(`the frames were not sent: ${sent.stderr}`);
}

/** Sends numbered frames; resolves with their texts. `mark` is letters and digits. */
export async function sendFrames(
  from: NetworkNamespace,
  to: MirrorTarget,
  mark: string,
  count: number,
): Promise<string[]> {
  const texts = Array.from({ length: count }, (_, n) => `<${mark}-${n}>`);
  // IEEE 802 keeps this EtherType, too, for local experiments; 46 bytes are the shortest payload of Ethernet.
  const header = Buffer.from("02005e00003002005e00002088b6", "hex");
  await mirrorFrames(
    from,
    to,
    texts.map((text) => Buffer.concat([header, Buffer.from(text.padEnd(46))])),
  );
  return texts;
}

/**
 * Texts of the frames in the finished files of a VNI, in the order of capture. tshark must read each file to its end.
 *
 * @param folder - the appliance's, whose files are captured or already processed
 */
export async function framesIn(folder: string, vni: number): Promise<string[]> {
  const contents: string[] = [];
  for (const path of (await finishedFiles(folder, vni)).sort(byBeginning)) {
    readToItsEnd(path);
    contents.push(...marksIn(await readFile(path)));
  }
  return contents;
}

/** Has tshark read a capture file; throws where it cannot. */
export function readToItsEnd(path: string): void {
  const read = spawnSync("tshark", ["-n", "-r", path], { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
  if (read.status !== 0) throw new Error(`${path} cannot be read to its end: ${read.stderr}`);
}

/** Texts of the frames in a capture file. */
export function marksIn(capture: Uint8Array): string[] {
  return (
    Buffer.from(capture)
      .toString("latin1")
      .match(/<\w+-\d+>/g) ?? []
  );
}

/** `closed/VNI-TIME.pcap` is captured, `outbox/…/COLLECTOR-VNI-TIME.pcapng` processed; further files of one TIME have a number. */
const FINISHED_FILE = /\/(?:closed\/|outbox\/.+-)(\d+)-(\d{8}T\d{6}Z)(?:-(\d+))?\.pcap(?:ng)?$/;

async function finishedFiles(folder: string, vni: number): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return paths.filter((path) => FINISHED_FILE.exec(path)?.[1] === `${vni}`);
}

function byBeginning(a: string, b: string): number {
  const [, , timeA = "", numberA = "0"] = FINISHED_FILE.exec(a) ?? [];
  const [, , timeB = "", numberB = "0"] = FINISHED_FILE.exec(b) ?? [];
  return timeA.localeCompare(timeB) || Number(numberA) - Number(numberB);
}

/** Whether the appliance's health check answers so. */
export async function healthIs(from: NetworkNamespace, url: string, status: number): Promise<boolean> {
  const ask = `fetch("${url}", { signal: AbortSignal.timeout(2000) })
    .then((response) => process.exit(response.status === ${status} ? 0 : 1), () => process.exit(1))`;
  return (await from.run(process.execPath, ["-e", ask])).status === 0;
}
