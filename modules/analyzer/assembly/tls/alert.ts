import { Side } from "../side";

/** An alert as seen, in one number: who sent it, level and code, or that they are encrypted. */
export type Alert = i32;

export const NO_ALERT: Alert = -1;

const BY_SERVER = 1 << 16;
const ENCRYPTED = 1 << 17;

const WARNING = 1;
const CLOSE_NOTIFY = 0;
const USER_CANCELED = 90;

export function clearAlert(by: Side, level: i32, code: i32): Alert {
  return (by === Side.SERVER ? BY_SERVER : 0) | (level << 8) | code;
}

export function encryptedAlert(by: Side): Alert {
  return (by === Side.SERVER ? BY_SERVER : 0) | ENCRYPTED;
}

export function isEncryptedAlert(alert: Alert): bool {
  return (alert & ENCRYPTED) !== 0;
}

export function isCloseNotify(alert: Alert): bool {
  return alert !== NO_ALERT && !isEncryptedAlert(alert) && (alert & 0xff) === CLOSE_NOTIFY;
}

export function isUserCanceled(alert: Alert): bool {
  return alert !== NO_ALERT && !isEncryptedAlert(alert) && (alert & 0xff) === USER_CANCELED;
}

/** Warnings other than close_notify decide nothing; TLS 1.3 ignores the level (RFC 8446 section 6). */
export function isWarning(alert: Alert, tls13: bool): bool {
  if (isEncryptedAlert(alert)) return false;
  if (isUserCanceled(alert)) return true;
  return !isCloseNotify(alert) && ((alert >> 8) & 0xff) === WARNING && !tls13;
}
