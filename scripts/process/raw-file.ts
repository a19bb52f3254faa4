/** A finished capture file of `closed/`, as its name tells: `VNI-TIME.pcap`, or `VNI-TIME-N.pcap` when the time is not unique. */
export interface RawFile {
  readonly name: string;
  readonly vni: number;
  /** When it was begun: ISO 8601 basic format, UTC, `20261122T150000Z`. */
  readonly time: string;
  /** TIME with the number that makes it unique among the files of one VNI, for all time. */
  readonly uniqueTime: string;
}

/** Undefined for a name that no finished file has. */
export function parseRawFileName(name: string): RawFile | undefined {
  const match = /^(\d+)-((\d{8}T\d{6}Z)(?:-\d+)?)\.pcap$/.exec(name);
  const [, vni, uniqueTime, time] = match ?? [];
  if (vni === undefined || uniqueTime === undefined || time === undefined) return undefined;
  return { name, vni: Number(vni), time, uniqueTime };
}
