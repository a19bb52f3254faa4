import { GapKind, Side } from "../side";
import { NO_ALERT, Alert } from "./alert";

/**
 * Where the reading of one side of a conversation stands: of its records, of the handshake messages in them, of alerts.
 * In use from the side's first byte until nothing more is wanted.
 */
@unmanaged
export class SideReading {
  side: Side = Side.CLIENT;
  /** Of the current record: type, length of its fragment, and how much of that is still to come; -1 before its header. */
  type: i32 = 0;
  length: i32 = 0;
  remaining: i32 = -1;
  /** Bytes of a header that came in pieces, as one number without the last byte, and how many there are. */
  header: i32 = 0;
  headerBytes: i32 = 0;
  /** The same of the current handshake message. */
  messageType: i32 = 0;
  messageLength: i32 = 0;
  messageRemaining: i32 = -1;
  messageHeader: i32 = 0;
  messageHeaderBytes: i32 = 0;
  /** Its body so far, if that came in pieces; 0 when it is not wanted, or when the capture lost a part of it. */
  body: usize = 0;
  /** Of the current alert record: how many bytes were seen, and the first two. */
  alertBytes: i32 = 0;
  alertLevel: i32 = -1;
  alertCode: i32 = -1;
  lastWarning: Alert = NO_ALERT;
  /** Why a part of a handshake message is missing, if one is. */
  gapKind: GapKind = GapKind.UNSEEN;
  inUse: bool = false;
  /** Nothing more is read of this side. */
  stopped: bool = false;
  /** Where messages begin cannot be known any more. */
  messagesLost: bool = false;
  /** Up to TLS 1.2: ChangeCipherSpec was sent. */
  encrypted: bool = false;
  /** Up to TLS 1.2: an encrypted handshake record was sent. */
  finished: bool = false;

  begin(side: Side): void {
    memory.fill(changetype<usize>(this), 0, offsetof<SideReading>());
    this.side = side;
    this.remaining = -1;
    this.messageRemaining = -1;
    this.alertLevel = -1;
    this.alertCode = -1;
    this.lastWarning = NO_ALERT;
    this.gapKind = GapKind.UNSEEN;
    this.inUse = true;
  }

  /** The body that was begun is not wanted any more. */
  dropBody(): void {
    if (this.body !== 0) heap.free(this.body);
    this.body = 0;
  }

  giveBack(): void {
    this.dropBody();
    this.inUse = false;
  }
}
