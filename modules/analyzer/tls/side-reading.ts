import type { Side } from "../../contracts";
import { u8 } from "../bytes/big-endian";
import type { GapKind } from "../flow/stream-consumer";
import { HandshakeReader, type MessageHandler } from "./handshake-messages";
import { RecordReader, type RecordHandler } from "./records";
import type { AlertSeen } from "./transcript";

/** Takes the handshake messages of both sides; the arguments are those of `MessageHandler`. */
export interface SideMessageHandler {
  message(side: Side, type: number, bytes: Uint8Array, start: number, end: number, length: number): void;
}

/** Readings kept for other conversations. */
const MAX_SPARE_READINGS = 4096;
const spare: SideReading[] = [];

/**
 * Where the reading of one side stands.
 *
 * It is needed from the side's first byte until nothing more is wanted, and used again then: made anew for each
 * conversation it would be most of what the garbage collector has to move about.
 */
export class SideReading implements MessageHandler {
  side: Side;
  readonly records: RecordReader;
  readonly messages = new HandshakeReader(this);
  #messages: SideMessageHandler;
  /** Up to TLS 1.2: ChangeCipherSpec was sent. */
  encrypted = false;
  /** Up to TLS 1.2: an encrypted handshake record was sent. */
  finished = false;
  lastWarning: AlertSeen | null = null;
  /** Why a part of a handshake message is missing, if one is. */
  gapKind: GapKind = "unseen";
  /** The first two bytes of the current alert record, and how many of its bytes were seen. */
  alertBytes = 0;
  #level = -1;
  #code = -1;

  private constructor(side: Side, handler: RecordHandler & SideMessageHandler) {
    this.side = side;
    this.#messages = handler;
    this.records = new RecordReader(side, handler);
  }

  /** A reading at its beginning. */
  static take(side: Side, handler: RecordHandler & SideMessageHandler): SideReading {
    const reading = spare.pop();
    if (reading === undefined) return new SideReading(side, handler);
    reading.side = side;
    reading.#messages = handler;
    reading.records.reset(side, handler);
    reading.messages.reset();
    reading.encrypted = false;
    reading.finished = false;
    reading.lastWarning = null;
    reading.gapKind = "unseen";
    reading.alertBytes = 0;
    reading.#level = -1;
    reading.#code = -1;
    return reading;
  }

  /** Nobody reads on: this may be used for another conversation. */
  static giveBack(reading: SideReading): void {
    if (spare.length < MAX_SPARE_READINGS) spare.push(reading);
  }

  message(type: number, bytes: Uint8Array, start: number, end: number, length: number): void {
    this.#messages.message(this.side, type, bytes, start, end, length);
  }

  takeAlert(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; at++, this.alertBytes++) {
      if (this.alertBytes === 0) this.#level = u8(bytes, at);
      else if (this.alertBytes === 1) this.#code = u8(bytes, at);
    }
  }

  /** The alert of a record that is complete. Two bytes are in clear, even in TLS 1.3; more are encrypted. */
  alert(length: number): AlertSeen {
    const clear = length === 2 && this.#level >= 0 && this.#code >= 0;
    const alert = { by: this.side, level: clear ? this.#level : null, code: clear ? this.#code : null };
    this.alertBytes = 0;
    this.#level = -1;
    this.#code = -1;
    return alert;
  }
}
