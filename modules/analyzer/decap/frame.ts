/**
 * One packet on its way through the decoders, reused for every packet.
 *
 * Each decoder reads one header at `start`, moves `start` behind it and narrows `end`. `wireEnd` is where the layer
 * ended on the wire; it lies past `end` when the capture or the mirror session cut the packet.
 */
export interface Frame {
  /** Borrowed until the next packet. */
  bytes: Uint8Array;
  start: number;
  end: number;
  wireEnd: number;
  timeUs: number;
  /** EtherType or IP protocol number of what begins at `start`. */
  protocol: number;

  /** VXLAN network identifier; -1 when the packet was not encapsulated. */
  vni: number;
  /** Source address of the packet that carried the VXLAN header, four words as in `addresses`. */
  readonly mirror: Int32Array;

  /**
   * Source address in words 0 to 3, destination address in words 4 to 7. IPv4 addresses are kept in the mapped form
   * of RFC 4291 section 2.5.5.2, so that one key serves both families.
   */
  readonly addresses: Int32Array;
  sourcePort: number;
  destinationPort: number;

  /** TCP sequence and acknowledgment numbers, as signed 32-bit numbers. */
  sequence: number;
  acknowledgment: number;
  /** TCP flags: {@link TcpFlag}. */
  flags: number;
}

/** What a frame turned out to be. */
export type FrameKind =
  /** A TCP segment: ports, numbers and flags are set, `start` is on the payload. */
  | "tcp"
  /** ICMP says that a packet was too big; addresses, ports and sequence are those of the packet it quotes. */
  | "packet-too-big"
  /** ICMP says that a packet could not be delivered; addresses, ports and sequence likewise. */
  | "unreachable"
  /** One fragment of several; the whole comes with the last of them. */
  | "fragment"
  /** UDP on a port where QUIC is spoken; out of scope. */
  | "quic"
  /** UDP that carries DTLS records; out of scope. */
  | "dtls"
  /** Anything else that is not TCP. */
  | "other"
  /** The capture cut the packet before the end of its headers. */
  | "truncated"
  /** Lengths or versions in the headers contradict each other. */
  | "malformed";

/** The second half of the word that marks a mapped IPv4 address. */
export const IPV4_MAPPED = 0x0000ffff;

export function emptyFrame(): Frame {
  return {
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    wireEnd: 0,
    timeUs: 0,
    protocol: 0,
    vni: -1,
    mirror: new Int32Array(4),
    addresses: new Int32Array(8),
    sourcePort: 0,
    destinationPort: 0,
    sequence: 0,
    acknowledgment: 0,
    flags: 0,
  };
}

/** Bytes of the layer at `start` as sent, whether captured or not. */
export function wireLength(frame: Frame): number {
  return frame.wireEnd - frame.start;
}

/** The packet has fewer than `length` bytes at `start`: cut by the capture, or too short as sent. */
export function missing(frame: Frame, length: number): "truncated" | "malformed" {
  return frame.wireEnd - frame.start >= length ? "truncated" : "malformed";
}
