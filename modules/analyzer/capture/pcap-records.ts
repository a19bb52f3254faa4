/** Records of a pcap file, one behind the other in a reader's buffer, for whoever reads them where they lie. */
export interface PcapRecords {
  /** The reader's buffer. */
  bytes: Uint8Array;
  /** Which filling of it, as in a `Packet`. */
  filling: number;
  /** Where the next record begins. */
  start: number;
  /** End of what the buffer holds. The last record may not be whole. */
  end: number;
  /** Packets from this time on have to wait for another capture's. Microseconds since 1970-01-01 UTC. */
  beforeUs: number;
  /** Bytes before each packet: its time in seconds and fractions, its length in the file and on the wire, and what else there is. */
  readonly headerBytes: number;
  /** The byte order of those fields. */
  readonly littleEndian: boolean;
  /** Fractions of a second in a microsecond: 1, or 1000 where they are nanoseconds. */
  readonly fractionsPerUs: number;
}
