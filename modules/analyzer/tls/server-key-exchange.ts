import { cipherSuiteName } from "./cipher-suites";

/** ECCurveType of RFC 8422 section 5.4. */
const NAMED_CURVE = 3;

/**
 * Group of a ServerKeyExchange, RFC 8422 section 5.4, that begins with this ECCurveType (the upper byte) and NamedCurve.
 *
 * Null for suites whose ServerKeyExchange has another shape: finite fields send the group itself, PSK a hint first.
 */
export function keyExchangeGroup(cipherSuite: number, curve: number): number | null {
  const suite = cipherSuiteName(cipherSuite);
  const elliptic = suite.includes("_ECDHE_RSA_") || suite.includes("_ECDHE_ECDSA_") || suite.includes("_ECDH_anon_");
  return elliptic && curve >> 16 === NAMED_CURVE ? curve & 0xffff : null;
}
