import type { Stats } from "node:fs";
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ByteSource } from "./byte-source";
import { noSuchPath, unreadable } from "./errors";
import { FileSource } from "./file-source";
import { StreamSource } from "./stream-source";

/** A capture that arrives as a stream, such as standard input. */
export interface NamedStream {
  /** For messages: "standard input". */
  readonly name: string;
  /** Any `Readable`; never asked to seek. */
  readonly stream: AsyncIterable<Uint8Array>;
}

/** Path of a file or folder, or a stream. */
export type CaptureInput = string | NamedStream;

/** A file or stream among the inputs, not opened yet. */
export interface CaptureCandidate {
  readonly name: string;
  /** Folder it was found in, where it may be something else than a capture; null when it was named itself. */
  readonly folder: string | null;
  /** Null for a stream, which cannot be opened twice. */
  readonly sizeBytes: number | null;
  open(): ByteSource;
}

export interface FoundCaptures {
  readonly candidates: readonly CaptureCandidate[];
  /** Folders that must turn out to hold a capture. */
  readonly folders: readonly string[];
}

/**
 * Lists the files of folders (not of their subfolders) and everything else as given. A file given twice is listed once,
 * since its packets would otherwise look like traffic seen from two interfaces.
 *
 * @throws UserError when a path does not exist
 */
export function findCaptures(inputs: readonly CaptureInput[]): FoundCaptures {
  const identities = new Set<string>();
  const isRepeated = ({ dev, ino }: Stats): boolean => {
    const identity = `${dev}:${ino}`;
    const isKnown = identities.has(identity);
    identities.add(identity);
    return isKnown;
  };
  const candidates: CaptureCandidate[] = [];
  const folders: string[] = [];
  for (const input of inputs) {
    if (typeof input !== "string") {
      candidates.push(streamCandidate(input.name, () => input.stream));
      continue;
    }
    const stats = statsOf(input);
    if (stats === undefined) throw noSuchPath(input);
    if (stats.isDirectory()) {
      const files = filesIn(input);
      const fresh = files.filter((file) => !isRepeated(file.stats));
      candidates.push(...fresh.map((file) => fileCandidate(file.path, file.stats.size, input)));
      // A file named before it may be this folder's only capture.
      if (fresh.length === files.length) folders.push(input);
    } else if (stats.isFile()) {
      if (!isRepeated(stats)) candidates.push(fileCandidate(input, stats.size, null));
    } else {
      // A pipe is no file, whatever its path: bash's <(zcat capture.gz).
      candidates.push(streamCandidate(input, () => createReadStream(input)));
    }
  }
  return { candidates, folders };
}

function filesIn(folder: string): { path: string; stats: Stats }[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    const stats = statsOf(path);
    // Opening a pipe that nobody writes to would wait for ever.
    return stats?.isFile() === true ? [{ path, stats }] : [];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/** Undefined where there is nothing, as at the end of a broken link. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(path, error);
  }
}

function fileCandidate(path: string, sizeBytes: number, folder: string | null): CaptureCandidate {
  return { name: path, folder, sizeBytes, open: () => new FileSource(path) };
}

function streamCandidate(name: string, stream: () => AsyncIterable<Uint8Array>): CaptureCandidate {
  return { name, folder: null, sizeBytes: null, open: () => new StreamSource(name, stream()) };
}
