/** Notes what records say, whose bytes come in parts. */
import { byteAt, wordAt } from "../bytes/big-endian";
import { GapKind, Side } from "../side";
import { Alert, clearAlert, encryptedAlert, isCloseNotify, isUserCanceled, isWarning, NO_ALERT } from "./alert";
import { ContentType } from "./content-types";
import { Ending } from "./conversation";
import { takeDataRecord } from "./data-records";
import { readMessages, skipMessages } from "./handshake-reader";
import { current, end, nowUs, recordsLost, takeStep } from "./notes";
import { Phase, Step } from "./phases";
import { SideReading } from "./side-reading";

/** A part of a record's fragment. Parts come in order and may be of any size. */
export function fragment(reading: SideReading, start: usize, fragmentEnd: usize): void {
  if (reading.type === ContentType.HANDSHAKE && !reading.encrypted) readMessages(reading, start, fragmentEnd);
  else if (reading.type === ContentType.ALERT) takeAlert(reading, start, fragmentEnd);
}

/** `length` bytes of a record's fragment are not in the capture. */
export function fragmentLost(reading: SideReading, length: i32, kind: GapKind): void {
  if (reading.type === ContentType.ALERT) reading.alertBytes += length;
  if (reading.type !== ContentType.HANDSHAKE || reading.encrypted) return;
  reading.gapKind = kind;
  skipMessages(reading, length);
  if (reading.messagesLost) recordsLost(reading, kind);
}

/** A record is complete. */
export function record(reading: SideReading): void {
  switch (reading.type) {
    case ContentType.ALERT:
      alertRecord(reading);
      break;
    case ContentType.HANDSHAKE:
      if (reading.encrypted) finished(reading);
      break;
    case ContentType.CHANGE_CIPHER_SPEC:
      changeCipherSpec(reading);
      break;
    case ContentType.APPLICATION_DATA:
      takeDataRecord(reading);
      break;
    default:
      break;
  }
}

/** What should be a record header is none. Nothing more comes from this side. */
export function notARecord(reading: SideReading, start: usize, dataEnd: usize): void {
  const conversation = current();
  if (conversation.ending !== Ending.NONE || conversation.phase === Phase.FINISHED) return;
  if (reading.side === Side.CLIENT && conversation.phase === Phase.HELLO_BEGUN) {
    end(Ending.MALFORMED_HELLO, Side.CLIENT, NO_ALERT, nowUs());
    return;
  }
  end(startsHttp(start, dataEnd) ? Ending.HTTP : Ending.BYTES, reading.side, NO_ALERT, nowUs());
}

function changeCipherSpec(reading: SideReading): void {
  const conversation = current();
  // In TLS 1.3 it is there for the sake of middleboxes alone, and may come before ServerHello.
  if (conversation.serverHello === null || conversation.isTls13) return;
  reading.encrypted = true;
  if (reading.side === Side.CLIENT) takeStep(Step.CLIENT_KEY_EXCHANGE);
}

function finished(reading: SideReading): void {
  if (reading.finished) return;
  reading.finished = true;
  takeStep(reading.side === Side.CLIENT ? Step.CLIENT_FINISHED : Step.SERVER_FINISHED);
}

function takeAlert(reading: SideReading, start: usize, alertEnd: usize): void {
  for (let at = start; at < alertEnd; at++, reading.alertBytes++) {
    if (reading.alertBytes === 0) reading.alertLevel = byteAt(at);
    else if (reading.alertBytes === 1) reading.alertCode = byteAt(at);
  }
}

/** The alert of a record that is complete. Two bytes are in clear, even in TLS 1.3; more are encrypted. */
function alertOf(reading: SideReading): Alert {
  const level = reading.alertLevel;
  const code = reading.alertCode;
  reading.alertBytes = 0;
  reading.alertLevel = -1;
  reading.alertCode = -1;
  const isClear = reading.length === 2 && level >= 0 && code >= 0;
  return isClear ? clearAlert(reading.side, level, code) : encryptedAlert(reading.side);
}

function alertRecord(reading: SideReading): void {
  const conversation = current();
  const alert = alertOf(reading);
  if (conversation.ending !== Ending.NONE) {
    if (conversation.alertAfterEnding === NO_ALERT) conversation.alertAfterEnding = alert;
    return;
  }
  if (isWarning(alert, conversation.isTls13)) {
    reading.lastWarning = alert;
    return;
  }
  // After close_notify user_canceled is what the sender meant to say.
  const meant = isCloseNotify(alert) && isUserCanceled(reading.lastWarning) ? reading.lastWarning : alert;
  end(Ending.ALERT, reading.side, meant, nowUs());
}

/** "HTTP/" */
function startsHttp(start: usize, dataEnd: usize): bool {
  return dataEnd - start >= 5 && wordAt(start) === 0x48545450 && byteAt(start + 4) === 0x2f;
}
