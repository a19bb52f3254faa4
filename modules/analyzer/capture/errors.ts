import { UserError } from "../../contracts";
import type { Compression } from "./compression";

/** An input that is no capture at all; in a folder it is skipped, elsewhere it is refused. */
export class NotACapture extends UserError {}

const HOW_TO_RECORD = `record one with "tcpdump -w FILE", or convert another format with "editcap -F pcapng IN OUT"`;
const LINK_TYPES_URL = "https://www.tcpdump.org/linktypes.html";

// Refusals. Each is one line: what, where, how to fix.

export const noSuchPath = (path: string) => new UserError(`${path}: no such file or folder; check the path.`);

export const unreadable = (path: string, cause: unknown) => {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  if (code === "EACCES") return new UserError(`${path}: permission denied; make it readable for this user.`, { cause });
  return new UserError(`${path}: cannot be read (${reasonOf(cause)}); check the file or the program that writes it.`, {
    cause,
  });
};

export const emptyCapture = (name: string) => new NotACapture(`${name}: is empty, not a capture; ${HOW_TO_RECORD}.`);

export const notACapture = (name: string, compression: Compression | null) =>
  new NotACapture(
    compression === null
      ? `${name}: is not a capture (pcap or pcapng, plain or in gzip, zstd or lz4); ${HOW_TO_RECORD}.`
      : `${name}: its ${compression} data holds no capture (pcap or pcapng); ${HOW_TO_RECORD}.`,
  );

export const nothingDecompressed = (name: string, compression: Compression, reason: string) =>
  new NotACapture(`${name}: its ${compression} data is damaged from the beginning (${reason}); copy the file again.`);

export const noCapturesIn = (folder: string) =>
  new UserError(`${folder}: holds no capture (pcap or pcapng; its subfolders are not searched); name another folder.`);

export const lz4Unavailable = (name: string, cause: unknown) =>
  new UserError(
    `${name}: is compressed with lz4, whose library was not installed for this system; ` +
      `run "npm install lz4-napi", or decompress it with "lz4 -d" first.`,
    { cause },
  );

export const onlyUnknownLinkTypes = (linkTypesByName: ReadonlyMap<string, readonly number[]>) => {
  const names = Array.from(linkTypesByName.keys()).join(", ");
  const linkTypes = Array.from(new Set(Array.from(linkTypesByName.values()).flat())).join(", ");
  return new UserError(
    `${names}: no packet has a link type that can be read, only ${linkTypes} (${LINK_TYPES_URL}); ` +
      `record on an Ethernet interface, or with "tcpdump -i any".`,
  );
};

// Warnings. The caller adds file and offset.

export const cutShort = (unit: string, present: number, needed: number) =>
  `the capture ends ${present} bytes into a ${unit} of at least ${needed}`;

export const decompressionStopped = (compression: Compression, reason: string) =>
  `the ${compression} data is damaged here or shortly before (${reason}), so the rest was not read`;

export const inDecompressedData = (message: string, compression: Compression) =>
  `${message} (offset within the data decompressed from ${compression})`;

/** Nothing after damage is searched for packets: bytes that look like one would be invented evidence. */
export const restNotRead = (damage: string) => `${damage}, so the rest was not read`;

export const packetsSkipped = (packets: number, linkType: number) =>
  `${packets} packets of link type ${linkType} from here on were skipped, since it cannot be read (${LINK_TYPES_URL})`;

export const skippedInFolder = () => "is not a capture and was skipped";

export const tooManyOverlap = (limit: number) =>
  `more than ${limit} captures cover the same time, so packets of this one come later than they were recorded`;

export const lengthBeyondLimit = (length: number, limit: number) =>
  `a length of ${length} bytes makes no sense (limit ${limit})`;

/** Zeros which a crash left, or the header of another file appended to this one. */
export const emptyRecord = () => "there is no packet where one belongs";

export const blockTooShort = (type: number, length: number) => `block type ${type} has a length of only ${length}`;

export const blockLengthsDiffer = (first: number, last: number) =>
  `the length of a block is ${first} at its beginning and ${last} at its end`;

export const capturedBeyondBlock = (captured: number) => `a packet of ${captured} bytes does not fit its block`;

export const undescribedInterface = (id: number) => `a packet came from interface ${id}, which is not described`;

export const tooManyInterfaces = (limit: number) => `a section describes more than ${limit} interfaces`;

export const unknownByteOrder = () => "a section header has no known byte order";

export const unknownPcapngVersion = (major: number, minor: number) => `pcapng version ${major}.${minor} is unknown`;

/** What a library threw, in its own words. */
export function reasonOf(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
}
