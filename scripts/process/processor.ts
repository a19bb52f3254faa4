import { existsSync, mkdirSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ApplianceSettings } from "../../modules/contracts";
import { UserError } from "../../modules/contracts";
import { CaptureFile } from "./capture-file";
import type { ProcessEvent } from "./events";
import { FindingsFile } from "./findings-file";
import { History } from "./history";
import { objectKeys } from "./object-keys";
import { parseRawFileName, type RawFile } from "./raw-file";
import { VniAnalysis } from "./vni-analysis";

/** Folders of the appliance, below the one of the captures. */
export interface ProcessFolders {
  /** Finished capture files, of `capture`. */
  readonly closed: string;
  /** Files being made; nothing in it counts. */
  readonly work: string;
  /** What is to be uploaded, each file under its key. */
  readonly outbox: string;
  /** What the analysis is rebuilt from after a restart. */
  readonly history: string;
  readonly unreadable: string;
}

export function processFolders(folder: string): ProcessFolders {
  return {
    closed: join(folder, "closed"),
    work: join(folder, "work"),
    outbox: join(folder, "outbox"),
    history: join(folder, "history"),
    unreadable: join(folder, "unreadable"),
  };
}

/**
 * Turns finished capture files into findings and captures in the outbox, one after the other.
 *
 * A raw file is removed after its results are in place and on disk. Whatever ends the process in between, the file is
 * there, is processed again, and gives the same results under the same names.
 */
export class Processor {
  readonly #folders: ProcessFolders;
  readonly #settings: ApplianceSettings;
  readonly #collector: string;
  readonly #analyses = new Map<number, VniAnalysis>();

  constructor(folders: ProcessFolders, settings: ApplianceSettings, collector: string) {
    this.#folders = folders;
    this.#settings = settings;
    this.#collector = collector;
    for (const folder of Object.values(folders) as string[]) mkdirSync(folder, { recursive: true });
  }

  /** Processes one finished file; undefined for a name that is none, or when the file is gone. */
  async process(name: string, signal: AbortSignal): Promise<ProcessEvent | undefined> {
    const raw = parseRawFileName(name);
    const path = join(this.#folders.closed, name);
    if (raw === undefined || !existsSync(path)) return undefined;
    try {
      return await this.#results(raw, path, signal);
    } catch (error) {
      // It has seen a part of the file, and would see it twice.
      this.#analyses.delete(raw.vni);
      if (!(error instanceof UserError) || !existsSync(path)) throw error;
      await rename(path, join(this.#folders.unreadable, name));
      return { event: "file-unreadable", file: name, message: error.message };
    }
  }

  async #results(raw: RawFile, path: string, signal: AbortSignal): Promise<ProcessEvent> {
    const started = process.hrtime.bigint();
    const history = new History(this.#folders.history, raw.vni, this.#settings.diskBudgetBytes);
    const analysis = await this.#analysisOf(raw.vni, history, signal);
    const findingsPath = join(this.#folders.work, `${raw.name}.ndjson.gz`);
    const capturePath = join(this.#folders.work, `${raw.name}.pcapng`);
    const findings = new FindingsFile(findingsPath);
    const capture = new CaptureFile(capturePath);
    let file;
    try {
      file = await analysis.process(path, { findings, capture }, signal);
    } catch (error) {
      capture.abandon();
      findings.abandon();
      throw error;
    }
    capture.close();
    await findings.close();

    const keys = objectKeys(this.#settings, this.#collector, raw);
    history.add(raw, capturePath, file);
    if (capture.packets > 0) await this.#place(capturePath, keys.capture);
    else await rm(capturePath);
    if (findings.records > 0) await this.#place(findingsPath, keys.findings);
    else await rm(findingsPath);
    await rm(path);
    return {
      event: "file-processed",
      file: raw.name,
      packets: file.packets,
      truncated: file.truncated,
      records: findings.records,
      interrupted: file.interrupted,
      milliseconds: Math.round(Number(process.hrtime.bigint() - started) / 1e6),
      warnings: file.warnings.map(({ offset, message }) => `at byte ${offset}: ${message}`),
      ...findings.counter.taken(),
    };
  }

  async #analysisOf(vni: number, history: History, signal: AbortSignal): Promise<VniAnalysis> {
    const known = this.#analyses.get(vni);
    if (known !== undefined) return known;
    const { listenerPorts, retention } = this.#settings;
    const analysis = new VniAnalysis({ vni, listenerPorts, retention });
    for (const past of history.past((name) => existsSync(join(this.#folders.closed, name)))) {
      await analysis.remember(past, signal);
    }
    this.#analyses.set(vni, analysis);
    return analysis;
  }

  async #place(path: string, key: string): Promise<void> {
    const target = join(this.#folders.outbox, key);
    // Whoever uploads removes a folder that has become empty, perhaps just now.
    for (let tries = 3; ; tries--) {
      await mkdir(dirname(target), { recursive: true });
      try {
        await rename(path, target);
        return;
      } catch (error) {
        if (tries === 0) throw error;
      }
    }
  }
}
