/**
 * The hello of SSL 2.0, in which clients once offered TLS, RFC 5246 appendix E.2, after the two bytes of its length:
 *
 *   uint8 msg_type (1) | uint16 version | uint16 length of cipher_specs | uint16 of session_id | uint16 of challenge
 *   cipher_specs, three bytes each | session_id | challenge
 */
import { u24 } from "../bytes/big-endian";
import { ByteCursor } from "../bytes/cursor";
import { sslv2CipherName } from "./cipher-suites";
import type { ClientHello } from "./client-hello";
import type { ClientOffer } from "./client-offer";
import type { Unreadable } from "./hello-message";

const CLIENT_HELLO = 1;
const CIPHER_SPEC_BYTES = 3;

const message = new ByteCursor();

/**
 * Reads the hello in `bytes[start, end)`, from msg_type on, borrowed for the call. `announcedLength` is the length in
 * the record header. TLS cipher suites come out as such; those of SSL 2.0 only by name.
 */
export function parseSslv2Hello(
  bytes: Uint8Array,
  start: number,
  end: number,
  announcedLength = end - start,
): ClientHello | Unreadable {
  message.reset(bytes, start, end);
  const type = message.u8();
  const legacyVersion = message.u16();
  const cipherBytes = message.u16();
  const sessionIdBytes = message.u16();
  const challengeBytes = message.u16();
  const ciphers = message.skip(cipherBytes);
  message.skip(sessionIdBytes);
  message.skip(challengeBytes);
  if (message.status !== "ok") return announcedLength > end - start ? "truncated" : "malformed";
  if (type !== CLIENT_HELLO || cipherBytes % CIPHER_SPEC_BYTES !== 0 || message.remaining > 0) return "malformed";

  const specs: number[] = [];
  for (let at = ciphers; at < ciphers + cipherBytes; at += CIPHER_SPEC_BYTES) specs.push(u24(bytes, at));
  const offer: ClientOffer = {
    legacyVersion,
    cipherSuites: { codes: specs.filter((spec) => spec <= 0xffff), names: specs.map(sslv2CipherName) },
    extensionTypes: [],
    alpn: null,
    supportedVersions: null,
    supportedGroups: null,
    signatureAlgorithms: null,
    ecPointFormats: null,
  };
  return { kind: { offer, ja3: null, ja4: null }, extensions: [], serverName: null, hasEarlyData: false };
}
