import { u16, u8 } from "../bytes/big-endian";
import { cipherSuiteName } from "./cipher-suites";

/** ECCurveType of RFC 8422 section 5.4. */
const NAMED_CURVE = 3;

/**
 * Reads the group of a ServerKeyExchange, RFC 8422 section 5.4, from its body in `bytes[start, end)`:
 *
 *   uint8 curve_type | uint16 named_curve | uint8 length, public key | signature
 *
 * Null for suites whose ServerKeyExchange has another shape: finite fields send the group itself, PSK a hint first.
 */
export function parseServerKeyExchangeGroup(
  cipherSuite: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number | null {
  const suite = cipherSuiteName(cipherSuite);
  const elliptic = suite.includes("_ECDHE_RSA_") || suite.includes("_ECDHE_ECDSA_") || suite.includes("_ECDH_anon_");
  if (!elliptic || end - start < 3 || u8(bytes, start) !== NAMED_CURVE) return null;
  return u16(bytes, start + 1);
}
