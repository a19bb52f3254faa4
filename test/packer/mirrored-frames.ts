import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { NetworkNamespace } from "../support/namespaces";

/** Sends mirrored frames as AWS does, in VXLAN (RFC 7348): `node -e` this, host, VNI, mark, count. */
const SEND = `
const [host, vni, mark, count] = process.argv.slice(1);
const socket = require("node:dgram").createSocket("udp4");
let left = Number(count);
for (let n = 0; n < Number(count); n++) {
  const header = Buffer.from([8, 0, 0, 0, vni >> 16, vni >> 8, vni, 0]);
  const frame = Buffer.from("02005e00003002005e00002088b6", "hex");
  const text = Buffer.from(\`<\${mark}-\${n}>\`.padEnd(46));
  socket.send(Buffer.concat([header, frame, text]), 4789, host, () => { if (--left === 0) socket.close(); });
}`;

/** Sends numbered frames; resolves with their texts. `mark` is letters and digits. */
export async function sendFrames(
  from: NetworkNamespace,
  to: { readonly host: string; readonly vni: number },
  mark: string,
  count: number,
): Promise<string[]> {
  await from.must(process.execPath, ["-e", SEND, to.host, `${to.vni}`, mark, `${count}`]);
  return Array.from({ length: count }, (_, n) => `<${mark}-${n}>`);
}

/** Texts of the frames in the finished files of a VNI, in the order of capture. tshark must read each file to its end. */
export async function framesIn(closedFolder: string, vni: number): Promise<string[]> {
  const names = (await readdir(closedFolder)).filter((name) => name.startsWith(`${vni}-`)).sort(byBeginning);
  const contents: string[] = [];
  for (const name of names) {
    const path = join(closedFolder, name);
    const read = spawnSync("tshark", ["-n", "-r", path], { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
    if (read.status !== 0) throw new Error(`${name} cannot be read to its end: ${read.stderr}`);
    contents.push(await readFile(path, "latin1"));
  }
  return contents.join("").match(/<\w+-\d+>/g) ?? [];
}

/** Names are `VNI-TIME.pcap`, and `VNI-TIME-1.pcap` for the second file of one time. */
function byBeginning(a: string, b: string): number {
  const parts = (name: string) => /^\d+-(\w+)(?:-(\d+))?\.pcap$/.exec(name) ?? [];
  const [, timeA = "", numberA = "0"] = parts(a);
  const [, timeB = "", numberB = "0"] = parts(b);
  return timeA.localeCompare(timeB) || Number(numberA) - Number(numberB);
}

/** Whether the appliance's health check answers so. */
export async function healthIs(from: NetworkNamespace, url: string, status: number): Promise<boolean> {
  const ask = `fetch("${url}", { signal: AbortSignal.timeout(2000) })
    .then((response) => process.exit(response.status === ${status} ? 0 : 1), () => process.exit(1))`;
  return (await from.run(process.execPath, ["-e", ask])).status === 0;
}
