/** Content types of records, RFC 8446 section 5.1 and RFC 6520. */
export enum ContentType {
  CHANGE_CIPHER_SPEC = 20,
  ALERT = 21,
  HANDSHAKE = 22,
  APPLICATION_DATA = 23,
  HEARTBEAT = 24,
}
