/** What hellos of SSL 2.0 offer, in which clients once offered TLS: RFC 5246 appendix E.2. */
import { u16, u24 } from "../bytes/big-endian";
import { sslv2CipherName } from "./cipher-suites";
import type { ClientKind } from "./client-kind";
import type { ClientOffer } from "./client-offer";

/** Length of version, and of the lengths of cipher_specs, session_id and challenge. */
const HEADER_BYTES = 8;
const CIPHER_SPEC_BYTES = 3;

/**
 * Kind of the clients that send a hello with these bytes from its version up to the end of cipher_specs. TLS cipher
 * suites come out as such; those of SSL 2.0 only by name.
 */
export function sslv2Kind(bytes: Uint8Array, start: number, end: number): ClientKind {
  const specs: number[] = [];
  for (let at = start + HEADER_BYTES; at < end; at += CIPHER_SPEC_BYTES) specs.push(u24(bytes, at));
  const offer: ClientOffer = {
    legacyVersion: u16(bytes, start),
    cipherSuites: { codes: specs.filter((spec) => spec <= 0xffff), names: specs.map(sslv2CipherName) },
    extensionTypes: [],
    alpn: null,
    supportedVersions: null,
    supportedGroups: null,
    signatureAlgorithms: null,
    ecPointFormats: null,
  };
  return { offer };
}
