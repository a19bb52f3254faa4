import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const CAPTURED_LENGTH_AT = 8;
const COPIED_BYTES = 1 << 20;

/** Cuts a capture written by `writeTraffic` into files of about equal size, as rotation does: in mid-connection. */
export function splitCapture(path: string, parts: number): readonly string[] {
  const source = openSync(path, "r");
  const size = statSync(path).size;
  const fileHeader = Buffer.alloc(FILE_HEADER_BYTES);
  readSync(source, fileHeader, 0, FILE_HEADER_BYTES, 0);
  const paths: string[] = [];
  let start = FILE_HEADER_BYTES;
  for (let part = 1; part <= parts; part++) {
    const end = part === parts ? size : recordBehind(source, start, (size / parts) * part, size);
    const partPath = `${path}.${part}`;
    const target = openSync(partPath, "w");
    writeSync(target, fileHeader);
    copy(source, start, end, target);
    closeSync(target);
    paths.push(partPath);
    start = end;
  }
  closeSync(source);
  return paths;
}

/** Where the first record begins that lies at `goal` or behind it. */
function recordBehind(source: number, from: number, goal: number, size: number): number {
  const header = Buffer.alloc(RECORD_HEADER_BYTES);
  let at = from;
  while (at < goal && at < size) {
    readSync(source, header, 0, RECORD_HEADER_BYTES, at);
    at += RECORD_HEADER_BYTES + header.readUInt32LE(CAPTURED_LENGTH_AT);
  }
  return at;
}

function copy(source: number, start: number, end: number, target: number): void {
  const buffer = Buffer.alloc(COPIED_BYTES);
  for (let at = start; at < end;) {
    const read = readSync(source, buffer, 0, Math.min(COPIED_BYTES, end - at), at);
    writeSync(target, buffer, 0, read);
    at += read;
  }
}
