import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Shipment } from "./object-store";

/** What may have got a key before: nothing from here, exactly what is sent now, or something else. */
export type Before = "nothing" | "the same" | "something else";

/** One key's tries, as they are kept. */
interface Kept {
  /** The file that was sent. While it is there, its upload may be tried again. */
  readonly path: string;
  /** Length and checksum of each content that was sent; `NOT_FROM_HERE` for one that was not. */
  readonly contents: readonly string[];
}

const NOT_FROM_HERE = "not from here";

/** After how many tries what is done with is looked for. */
const PRUNE_EVERY = 256;
/** A file that is stored comes once more when the process was killed before it removed what the file was made of. */
const KEEP_MS = 60 * 60 * 1_000;

/**
 * Remembers on disk what was sent under which key.
 *
 * A key that is taken already is mostly one's own: the object was stored, and the answer lost. To see that in the bucket
 * would need the right to read there, which a machine that writes captures must not have. Keys hold the machine's id, so
 * nobody else writes them; what is remembered tells whether it was this content.
 */
export class Tries {
  readonly #folder: string;
  #sincePruned = PRUNE_EVERY;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Remembers that a file is about to be sent; resolves, when that is on disk, with what was before. */
  async begin(shipment: Shipment, checksum: string): Promise<Before> {
    if (++this.#sincePruned > PRUNE_EVERY) await this.#prune();
    const content = `${shipment.bytes} ${checksum}`;
    const before = await this.#add(shipment, content);
    if (before.length === 0) return "nothing";
    return before.every((sent) => sent === content) ? "the same" : "something else";
  }

  /** Remembers that a key was taken by something that is not the file: the next try must not be mistaken for a second. */
  async refused(shipment: Shipment): Promise<void> {
    await this.#add(shipment, NOT_FROM_HERE);
  }

  /** Whole or not at all. Written at each try, so that its time is that of the last. */
  async #add({ key, path }: Shipment, content: string): Promise<readonly string[]> {
    // Keys hold slashes, and are longer than names of files may be.
    const file = join(this.#folder, createHash("sha256").update(key).digest("hex"));
    const { contents } = await keptIn(file);
    const kept: Kept = { path, contents: [...new Set([...contents, content])] };
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(`${file}.new`, JSON.stringify(kept), { flush: true });
      await rename(`${file}.new`, file);
    } catch {
      // A full disk must not keep a file from being uploaded: that is what makes room again.
    }
    return contents;
  }

  /** Forgets the tries of files that are stored and gone, or were removed to keep the disk budget. */
  async #prune(): Promise<void> {
    this.#sincePruned = 0;
    const since = Date.now() - KEEP_MS;
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const file = join(this.#folder, name);
      const { path } = await keptIn(file);
      if (!existsSync(path) && (await stat(file)).mtimeMs < since) await rm(file, { force: true });
    }
  }
}

/** Nothing where there is none. */
async function keptIn(file: string): Promise<Kept> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Kept;
  } catch {
    return { path: "", contents: [] };
  }
}
