/**
 * What AWS does not publish: the groups and signature schemes a policy accepts, save that post-quantum policies add
 * hybrid groups. The sets are meant to be generous, so that a verdict drawn from them is seldom wrong; still it is
 * `likely` and never `certain`.
 *
 * Sources: the policies of s2n-tls, AWS's TLS library (tls/s2n_security_policies.c), and for the hybrids
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html, as of 2026-10.
 */

const X25519 = 0x001d;
const SECP256R1 = 0x0017;
const SECP384R1 = 0x0018;
const SECP521R1 = 0x0019;

const CLASSICAL_GROUPS = [X25519, SECP256R1, SECP384R1, SECP521R1];
/** SecP256r1MLKEM768, X25519MLKEM768, SecP384r1MLKEM1024. */
const HYBRID_GROUPS = [0x11eb, 0x11ec, 0x11ed];

/** Groups which a listener with this policy probably accepts. */
export function assumedGroups(policyName: string): readonly number[] {
  if (policyName.includes("-RFC9151-INTEROP")) return [SECP384R1, SECP256R1, SECP521R1];
  if (policyName.includes("-RFC9151-")) return [SECP384R1];
  return policyName.includes("-PQ-") ? [...HYBRID_GROUPS, ...CLASSICAL_GROUPS] : CLASSICAL_GROUPS;
}

/** RSA signatures: PKCS #1 with SHA-1 to SHA-512, PSS with the key of an ordinary certificate. */
const RSA_SCHEMES = [0x0201, 0x0301, 0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806];
/** ECDSA with SHA-1 to SHA-512. */
const ECDSA_SCHEMES = [0x0203, 0x0303, 0x0403, 0x0503, 0x0603];

/** Signature schemes with which a listener probably signs, by the key of its certificate; null when that is unknown. */
export function assumedSchemes(keyType: string | null): readonly number[] {
  if (keyType === "rsa") return RSA_SCHEMES;
  return keyType === "ec" ? ECDSA_SCHEMES : [...RSA_SCHEMES, ...ECDSA_SCHEMES];
}

/** PKCS #1 and SHA-1 sign nothing in TLS 1.3 (RFC 8446 section 4.2.3). */
export function signsInTls13(scheme: number): boolean {
  return scheme >= 0x0800 || [0x0403, 0x0503, 0x0603].includes(scheme);
}
