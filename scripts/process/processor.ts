import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ApplianceSettings } from "../../modules/contracts";
import { UserError } from "../../modules/contracts";
import { isOfSystem } from "../capture/errors";
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
  #isPrepared = false;

  constructor(folders: ProcessFolders, settings: ApplianceSettings, collector: string) {
    this.#folders = folders;
    this.#settings = settings;
    this.#collector = collector;
  }

  /**
   * Processes one finished file; undefined for a name that is none, or when the file is gone: the disk budget removes
   * files at any time.
   *
   * Throws what another try may mend, such as a full disk, and leaves the file where it is.
   */
  async process(name: string, signal: AbortSignal): Promise<ProcessEvent | undefined> {
    const raw = parseRawFileName(name);
    const path = join(this.#folders.closed, name);
    if (raw === undefined || !existsSync(path)) return undefined;
    await this.#prepare();
    try {
      return await this.#results(raw, path, signal);
    } catch (error) {
      // It has seen a part of the file, and would see it twice.
      this.#analyses.delete(raw.vni);
      if (!existsSync(path)) return undefined;
      if (signal.aborted || isOfSystem(error)) throw error;
      // Also a bug of ours, which the next try would meet again: files behind this one must not wait for it.
      await rename(path, join(this.#folders.unreadable, name));
      return { event: "file-unreadable", file: name, message: toldOf(error) };
    }
  }

  /** Makes the folders, and removes what an earlier run did not finish. */
  async #prepare(): Promise<void> {
    if (this.#isPrepared) return;
    await rm(this.#folders.work, { recursive: true, force: true });
    for (const folder of Object.values(this.#folders) as string[]) await mkdir(folder, { recursive: true });
    this.#isPrepared = true;
  }

  async #results(raw: RawFile, path: string, signal: AbortSignal): Promise<ProcessEvent> {
    const started = process.hrtime.bigint();
    const history = new History(this.#folders.history, raw.vni, this.#settings.diskBudgetBytes);
    const analysis = await this.#analysisOf(raw.vni, history, signal);
    const findingsPath = join(this.#folders.work, `${raw.name}.ndjson.gz`);
    const capturePath = join(this.#folders.work, `${raw.name}.pcapng`);
    const findings = new FindingsFile(findingsPath);
    let capture: CaptureFile | undefined;
    let file;
    try {
      capture = new CaptureFile(capturePath);
      file = await analysis.process(path, { findings, capture }, signal);
      capture.close();
      await findings.close();

      const keys = objectKeys(this.#settings, this.#collector, raw);
      history.add(raw, capturePath, file);
      if (capture.packets > 0) await this.#place(capturePath, keys.capture);
      if (findings.records > 0) await this.#place(findingsPath, keys.findings);
    } finally {
      // Whatever was not put in its place: what is empty, and what could not be finished.
      capture?.abandon();
      await findings.abandon();
      for (const made of [capturePath, findingsPath]) await rm(made, { force: true });
    }
    await rm(path, { force: true });
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
    let analysis = new VniAnalysis({ vni, listenerPorts, retention });
    for (const past of history.past((name) => existsSync(join(this.#folders.closed, name)))) {
      try {
        await analysis.remember(past, signal);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        // Removed to keep the disk budget, or damaged: what came before it is of no use either.
        analysis = new VniAnalysis({ vni, listenerPorts, retention });
      }
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

/** A bug is told with its stack. */
function toldOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
