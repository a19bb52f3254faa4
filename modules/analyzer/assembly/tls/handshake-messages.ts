/** Handshake messages, RFC 8446 section 4: those that are read, by number. */
export enum HandshakeType {
  CLIENT_HELLO = 1,
  SERVER_HELLO = 2,
  HELLO_RETRY_REQUEST_DRAFT = 6,
  CERTIFICATE = 11,
  SERVER_KEY_EXCHANGE = 12,
  SERVER_HELLO_DONE = 14,
  CLIENT_KEY_EXCHANGE = 16,
}

/** Longest message held; a certificate chain or a post-quantum hello is far below. */
export const MAX_MESSAGE_BYTES = 128 * 1024;
