import { probe } from "./key-row";

export enum TcpFlag {
  FIN = 0x01,
  SYN = 0x02,
  RST = 0x04,
  ACK = 0x10,
}

/** The TCP segment at hand, whose endpoints are in `probe`: one for all packets. */
@unmanaged
class Segment {
  /** Payload as far as the capture holds it, and where it ended on the wire. */
  start: usize = 0;
  end: usize = 0;
  wireEnd: usize = 0;
  timeUs: f64 = 0;
  /** Number of its packet in the capture, from 0. */
  ordinal: f64 = 0;
  flags: i32 = 0;
  sequence: i32 = 0;
  acknowledgment: i32 = 0;
  /** Whether its source is the endpoint that `probe` has as the low one. */
  sourceIsLow: bool = false;
  /** Source address of the packet that carried the VXLAN header, four words; means nothing where there was none. */
  mirror0: i32 = 0;
  mirror1: i32 = 0;
  mirror2: i32 = 0;
  mirror3: i32 = 0;

  @inline
  has(flag: TcpFlag): bool {
    return (this.flags & flag) !== 0;
  }

  /** Bytes of payload as sent, whether captured or not. */
  @inline
  get length(): i32 {
    return <i32>(this.wireEnd - this.start);
  }

  get sourcePort(): i32 {
    return probe.port(this.sourceIsLow);
  }

  get destinationPort(): i32 {
    return probe.port(!this.sourceIsLow);
  }

  get sourceAddress(): usize {
    return probe.address(this.sourceIsLow);
  }

  get destinationAddress(): usize {
    return probe.address(!this.sourceIsLow);
  }

  /** It asks for a new connection. */
  get isOpeningSyn(): bool {
    return (this.flags & (TcpFlag.SYN | TcpFlag.ACK | TcpFlag.RST)) === TcpFlag.SYN;
  }
}

export const segment = changetype<Segment>(memory.data(offsetof<Segment>(), 8));
