import { u8 } from "../bytes/big-endian";
import type { SideReading } from "./side-reading";
import { isTls13, type AlertSeen, type Transcript } from "./transcript";

const WARNING = 1;

export const CLOSE_NOTIFY = 0;
export const USER_CANCELED = 90;

/** In TLS 1.3 a client's alert after ServerHello is encrypted, and its content type hidden (RFC 8446 section 5.2). */
export const HIDDEN_CLIENT_ALERT: AlertSeen = { by: "client", level: null, code: null };

/** Takes a part of an alert record. */
export function takeAlert(reading: SideReading, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; at++, reading.alertBytes++) {
    if (reading.alertBytes === 0) reading.alertLevel = u8(bytes, at);
    else if (reading.alertBytes === 1) reading.alertCode = u8(bytes, at);
  }
}

/** The alert of a record that is complete. Two bytes are in clear, even in TLS 1.3; more are encrypted. */
export function alertOf(reading: SideReading): AlertSeen {
  const { side, length, alertLevel, alertCode } = reading;
  const clear = length === 2 && alertLevel >= 0 && alertCode >= 0;
  reading.alertBytes = 0;
  reading.alertLevel = -1;
  reading.alertCode = -1;
  return { by: side, level: clear ? alertLevel : null, code: clear ? alertCode : null };
}

/** Warnings other than close_notify decide nothing; TLS 1.3 ignores the level (RFC 8446 section 6). */
export function isWarning(alert: AlertSeen, { serverHello }: Transcript): boolean {
  if (alert.code === USER_CANCELED) return true;
  if (alert.code === CLOSE_NOTIFY || alert.level !== WARNING) return false;
  return serverHello === null || !isTls13(serverHello.version);
}
