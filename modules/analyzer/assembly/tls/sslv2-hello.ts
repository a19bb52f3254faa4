/**
 * The hello of SSL 2.0, in which clients once offered TLS, RFC 5246 appendix E.2, after the two bytes of its length:
 *
 *   uint8 msg_type (1) | uint16 version | uint16 length of cipher_specs | uint16 of session_id | uint16 of challenge
 *   cipher_specs, three bytes each | session_id | challenge
 */
import { ByteMemo } from "../bytes/byte-memo";
import { cursor, ReadStatus } from "../bytes/cursor";
import { Conversation } from "./conversation";

const CLIENT_HELLO = 1;
export const SSLV2_CIPHER_SPEC_BYTES = 3;
/** Of what an offer has before its cipher_specs: all of the hello but msg_type. */
export const SSLV2_OFFER_HEADER_BYTES = 8;

/** Version and cipher_specs, with what lies between them, of hellos met before. */
const offers = new ByteMemo(64, 1024);

/** Reads a whole hello, from msg_type on, and notes what it offers in the conversation, unless it is malformed. */
export function readSslv2Hello(conversation: Conversation, start: usize, end: usize): ReadStatus {
  cursor.reset(start, end);
  const type = cursor.byte();
  cursor.short(); // version
  const cipherBytes = cursor.short();
  const sessionIdBytes = cursor.short();
  const challengeBytes = cursor.short();
  cursor.skip(cipherBytes);
  cursor.skip(sessionIdBytes);
  cursor.skip(challengeBytes);
  if (cursor.status !== ReadStatus.OK || cursor.remaining > 0) return ReadStatus.MALFORMED;
  if (type !== CLIENT_HELLO || cipherBytes % SSLV2_CIPHER_SPEC_BYTES !== 0) return ReadStatus.MALFORMED;
  conversation.hello = offers.get(start + 1, start + 1 + SSLV2_OFFER_HEADER_BYTES + cipherBytes);
  conversation.isSslv2 = true;
  return ReadStatus.OK;
}
