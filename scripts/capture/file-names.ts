import { join } from "node:path";

/**
 * Names of capture files.
 *
 * tcpdump writes `open/VNI-TIME-RUN.pcap`, with a number behind it from the second file of one time on (option -C).
 * A finished file is moved to `closed/VNI-TIME.pcap`. TIME is when the file was begun, in UTC.
 */

/** A file that tcpdump is writing or has written, by its name. */
export interface OpenFile {
  readonly name: string;
  readonly vni: number;
  /** ISO 8601 basic format, UTC: `20261122T150000Z`. */
  readonly time: string;
  /** Which tcpdump of this capture's wrote it, counted from 0. */
  readonly run: number;
  /** Which file of one tcpdump and time it is, counted from 0: the others had reached their size (option -C). */
  readonly number: number;
}

/** Path for `tcpdump -w`. tcpdump passes the whole path to strftime, so a `%` in the folder is doubled. */
export function openFileTemplate(folder: string, vni: number, run: number): string {
  return join(folder.replaceAll("%", "%%"), `${vni}-%Y%m%dT%H%M%SZ-${run}.pcap`);
}

/** Reads a name made from {@link openFileTemplate}; undefined for any other file. */
export function parseOpenFileName(name: string): OpenFile | undefined {
  const match = /^(\d+)-(\d{8}T\d{6}Z)-(\d+)\.pcap(\d*)$/.exec(name);
  const [, vni, time, run, number] = match ?? [];
  if (vni === undefined || time === undefined || run === undefined) return undefined;
  return { name, vni: Number(vni), time, run: Number(run), number: Number(number) };
}

/** Name of a finished file; `number` tells the finished files of one VNI and time apart. */
export function closedFileName(file: OpenFile, number: number): string {
  return number === 0 ? `${file.vni}-${file.time}.pcap` : `${file.vni}-${file.time}-${number}.pcap`;
}

const CLOSED_FILE_NAME = /^\d+-\d{8}T\d{6}Z(-\d+)?\.pcap$/;

/** Whether `name` was made by {@link closedFileName}. */
export function isClosedFileName(name: string): boolean {
  return CLOSED_FILE_NAME.test(name);
}
