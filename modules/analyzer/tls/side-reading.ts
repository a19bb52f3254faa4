import type { Side } from "../../contracts";
import type { GapKind } from "../flow/stream-consumer";
import type { AlertSeen } from "./transcript";

/** Readings kept for other conversations. */
const MAX_SPARE_READINGS = 4096;
const spare: SideReading[] = [];

/**
 * Where the reading of one side of a conversation stands: of its records, of the handshake messages in them, of alerts.
 *
 * All in one object, without any of its own, which the readers of either layer are handed: between two packets of a
 * connection come those of thousands of others, and what lies in several places has to be fetched from several. It is
 * needed from the side's first byte until nothing more is wanted, and used for another conversation then.
 */
export class SideReading {
  side: Side;
  /** Of the current record: type, length of its fragment, and how much of that is still to come; -1 before its header. */
  type = 0;
  length = 0;
  remaining = -1;
  /** Nothing more is read of this side. */
  stopped = false;
  /** Bytes of a header that came in pieces, as one number without the last byte, and how many there are. */
  header = 0;
  headerBytes = 0;
  /** The same of the current handshake message. */
  messageType = 0;
  messageLength = 0;
  messageRemaining = -1;
  messageHeader = 0;
  messageHeaderBytes = 0;
  /** Its body so far, if that came in pieces; null when it is not wanted, or when the capture lost a part of it. */
  body: Uint8Array | null = null;
  /** Where messages begin cannot be known any more. */
  messagesLost = false;
  /** Up to TLS 1.2: ChangeCipherSpec was sent. */
  encrypted = false;
  /** Up to TLS 1.2: an encrypted handshake record was sent. */
  finished = false;
  /** Why a part of a handshake message is missing, if one is. */
  gapKind: GapKind = "unseen";
  /** Of the current alert record: how many bytes were seen, and the first two. */
  alertBytes = 0;
  alertLevel = -1;
  alertCode = -1;
  lastWarning: AlertSeen | null = null;

  constructor(side: Side) {
    this.side = side;
  }

  /** A reading at its beginning. */
  static take(side: Side): SideReading {
    const reading = spare.pop();
    if (reading === undefined) return new SideReading(side);
    reading.side = side;
    reading.type = 0;
    reading.remaining = -1;
    reading.stopped = false;
    reading.headerBytes = 0;
    reading.messageRemaining = -1;
    reading.messageHeaderBytes = 0;
    reading.body = null;
    reading.messagesLost = false;
    reading.encrypted = false;
    reading.finished = false;
    reading.gapKind = "unseen";
    reading.alertBytes = 0;
    reading.alertLevel = -1;
    reading.alertCode = -1;
    reading.lastWarning = null;
    return reading;
  }

  /** Nobody reads on: this may be used for another conversation. */
  static giveBack(reading: SideReading): void {
    if (spare.length < MAX_SPARE_READINGS) spare.push(reading);
  }
}
