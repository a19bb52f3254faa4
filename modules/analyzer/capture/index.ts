export type { CaptureInput, NamedStream } from "./capture-inputs";
export type { CaptureOptions, CaptureProgress } from "./capture-reader";
export { CaptureReader, DEFAULT_BUFFER_BYTES, MAX_OPEN_CAPTURES } from "./capture-reader";
export type { CaptureWarning } from "./capture-stream";
export type { Packet } from "./packet";
export { emptyPacket, LinkType } from "./packet";
export type { PcapRecords } from "./pcap-records";
