import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { OpenFile } from "./file-names";
import { closedFileName, isClosedFileName, parseOpenFileName } from "./file-names";
import { cutIncompleteRecord } from "./whole-records";

/** A finished capture file. */
export interface ClosedFile {
  readonly name: string;
  readonly bytes: number;
  /** Last write, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** What became of a file that was left behind by a writer that is gone. */
export interface RecoveredFile {
  readonly name: string;
  /** Undefined where nothing in the file could be read and it was removed. */
  readonly bytesCut: number | undefined;
}

/**
 * The folders of captures on disk: `open` is tcpdump's, `closed` holds finished files, which nobody writes any more.
 * A file gets into `closed` in one step, under a name that was free. In `work` results are made of them.
 */
export class Spool {
  readonly openFolder: string;
  readonly closedFolder: string;

  readonly #folder: string;
  #naming = Promise.resolve(0);

  /** Nothing is made for it: whoever only reads may come before whoever captures. */
  constructor(folder: string) {
    this.#folder = resolve(folder);
    this.openFolder = join(this.#folder, "open");
    this.closedFolder = join(this.#folder, "closed");
  }

  /** Makes the folders of a capture. */
  static async in(folder: string): Promise<Spool> {
    const spool = new Spool(folder);
    await mkdir(spool.openFolder, { recursive: true });
    await mkdir(spool.closedFolder, { recursive: true });
    return spool;
  }

  /** Files in `open` in the order they were begun. */
  async openFiles(): Promise<OpenFile[]> {
    const names = await readdir(this.openFolder);
    // Numbers count: pcap10 comes after pcap2.
    return names
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
      .map(parseOpenFileName)
      .filter((file) => file !== undefined);
  }

  /** Finished files, the oldest write first. */
  async closedFiles(): Promise<ClosedFile[]> {
    const names = (await namesIn(this.closedFolder)).filter(isClosedFileName);
    const files = await Promise.all(names.map((name) => describeFile(this.closedFolder, name)));
    return files
      .filter((file) => file !== undefined)
      .sort((a, b) => a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : 1));
  }

  /** Bytes in files that are being written: by tcpdump, and of results. */
  async openBytes(): Promise<number> {
    let bytes = 0;
    for (const folder of [this.openFolder, join(this.#folder, "work")]) {
      for (const name of await namesIn(folder)) bytes += (await describeFile(folder, name))?.bytes ?? 0;
    }
    return bytes;
  }

  /**
   * Moves a file that its writer has finished.
   *
   * A name is given once, also when its first bearer is stored and removed: a later file under the same name would
   * take its place in the store.
   */
  async close(file: OpenFile): Promise<ClosedFile> {
    // One after the other: captures of several VNIs close their files at once, and the names are in one file.
    const number = this.#naming.then(() => this.#numberOf(file));
    this.#naming = number.catch(() => 0);
    const name = closedFileName(file, await number);
    await rename(join(this.openFolder, file.name), join(this.closedFolder, name));
    return (await describeFile(this.closedFolder, name)) ?? { name, bytes: 0, modifiedMs: 0 };
  }

  /** Makes a file whose writer was killed readable and moves it; one without any packet's bytes is removed. */
  async recover(file: OpenFile): Promise<RecoveredFile> {
    const bytesCut = await cutIncompleteRecord(join(this.openFolder, file.name));
    if (bytesCut === undefined) {
      await rm(join(this.openFolder, file.name));
      return { name: file.name, bytesCut };
    }
    const { name } = await this.close(file);
    return { name, bytesCut };
  }

  /**
   * The number that makes the name of a file the only one of its VNI and time, for all time.
   *
   * Results are named like the file, long after it is gone, so that it is not enough to look at what lies there: a
   * clock that is set back gives the same time again. Times after the latest ever are new; files of all others get a
   * number that only grows. It is written down before the name is used.
   */
  async #numberOf({ vni, time, number }: OpenFile): Promise<number> {
    const path = join(this.#folder, NAMES_FILE);
    const used = parsedNames(await readFile(path, "utf8").catch(() => "{}"));
    const { latest, highest } = used[vni] ?? { latest: "", highest: 0 };
    const isNew = time > latest;
    const chosen = isNew ? number : Math.max(number, highest + 1);
    used[vni] = { latest: isNew ? time : latest, highest: Math.max(highest, chosen) };
    try {
      await writeFile(`${path}.new`, JSON.stringify(used), { flush: true });
      await rename(`${path}.new`, path);
    } catch {
      // A full disk must not keep a file from being finished. No count of files comes near a number of seconds.
      return Math.floor(Date.now() / 1_000);
    }
    return chosen;
  }
}

const NAMES_FILE = "names.json";

/** By VNI: the latest time that a file was named by, and the highest number. */
type UsedNames = Record<number, { readonly latest: string; readonly highest: number }>;

function parsedNames(text: string): UsedNames {
  try {
    return JSON.parse(text) as UsedNames;
  } catch {
    return {};
  }
}

/** None where there is no such folder yet. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function describeFile(folder: string, name: string): Promise<ClosedFile | undefined> {
  // Whoever stores the files removes them at any time.
  const facts = await stat(join(folder, name)).catch(() => undefined);
  return facts === undefined ? undefined : { name, bytes: facts.size, modifiedMs: facts.mtimeMs };
}
