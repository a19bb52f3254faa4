/**
 * The server's Certificate message up to TLS 1.2, RFC 5246 section 7.4.2, after the handshake header:
 *
 *   uint24 length of the list, then for each certificate, the leaf first: uint24 length, DER
 *
 * TLS 1.3 encrypts it.
 */
import { ByteMemo, release } from "../bytes/byte-memo";
import { cursor, NOWHERE, readingOf, ReadStatus } from "../bytes/cursor";
import { Conversation } from "./conversation";

/** A balancer has few certificates. */
const leaves = new ByteMemo(256, 16_384);

/** Reads a whole message and notes in the conversation how many certificates there are, and the first; none if it is malformed. */
export function readCertificates(conversation: Conversation, start: usize, end: usize): void {
  release(conversation.leaf);
  conversation.leaf = null;
  conversation.chainLength = -1;
  cursor.reset(start, end);
  let chainLength = 0;
  let leafStart: usize = NOWHERE;
  let leafEnd: usize = NOWHERE;
  const outer = cursor.enter(cursor.triple());
  while (cursor.remaining > 0 && cursor.status === ReadStatus.OK) {
    const length = cursor.triple();
    const certificate = cursor.skip(length);
    if (certificate === NOWHERE) break;
    if (chainLength === 0) {
      leafStart = certificate;
      leafEnd = certificate + length;
    }
    chainLength++;
  }
  cursor.leave(outer);
  if (readingOf(false) !== ReadStatus.OK || cursor.remaining > 0) return;
  conversation.chainLength = chainLength;
  if (chainLength > 0) conversation.leaf = leaves.get(leafStart, leafEnd);
}
