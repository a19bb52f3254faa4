import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ApplianceSettings, ConnectionRecord } from "../../../modules/contracts";
import type { ProcessFolders } from "../../../scripts/process/processor";
import { processFolders } from "../../../scripts/process/processor";
import { pcapFile, type RecordedPacket } from "../../support/capture-files";

export const VNI = 4660;

export const SETTINGS: ApplianceSettings = {
  deployment: "shop",
  vnis: [VNI],
  listenerPorts: [443],
  rotationSeconds: 60,
  diskBudgetBytes: 1e9,
  retention: "handshakes",
  healthPort: 8080,
};

/** Finished capture files in a folder of their own, as the capture leaves them. */
export class SpoolFixture {
  readonly folder = mkdtempSync(join(tmpdir(), "tls-mirror-spool-"));
  readonly folders: ProcessFolders = processFolders(this.folder);

  constructor() {
    mkdirSync(this.folders.closed, { recursive: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Writes a finished file that was begun at `minute` past 15:00, and returns its name. */
  close(minute: number, packets: readonly RecordedPacket[], vni = VNI): string {
    return this.closeBytes(minute, pcapFile({ packets }), vni);
  }

  closeBytes(minute: number, bytes: Uint8Array, vni = VNI): string {
    const name = `${vni}-20261122T15${`${minute}`.padStart(2, "0")}00Z.pcap`;
    writeFileSync(join(this.folders.closed, name), bytes);
    return name;
  }

  /** Everything below the outbox by its key. */
  outbox(): Map<string, Buffer> {
    const found = readdirSync(this.folders.outbox, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return new Map(found.sort().map((path) => [path.slice(this.folders.outbox.length + 1), readFileSync(path)]));
  }

  /** The records of all findings in the outbox, in the order of their keys. */
  records(): ConnectionRecord[] {
    return [...this.outbox()].flatMap(([key, bytes]) => (key.endsWith(".ndjson.gz") ? recordsIn(bytes) : []));
  }

  names(folder: keyof ProcessFolders): string[] {
    return readdirSync(this.folders[folder]).sort();
  }
}

export function recordsIn(findings: Uint8Array): ConnectionRecord[] {
  const lines = gunzipSync(findings).toString().trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as ConnectionRecord);
}
