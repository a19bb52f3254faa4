import { cipherSuiteName } from "../tls/cipher-suites";

const TLS12 = 0x0303;
const TLS13 = 0x0304;

/** How a cipher suite can be used; read off its name, which IANA forms by rule. */
export interface SuiteTraits {
  /** Whether it belongs to TLS 1.3, whose suites say nothing about certificates and key exchange. */
  readonly tls13: boolean;
  /** Lowest version that has it: AEAD and SHA-2 came with TLS 1.2. */
  readonly minVersion: number;
  /** Key a certificate must have, in Node's word; null for TLS 1.3, and for suites that need none. */
  readonly keyType: "rsa" | "ec" | null;
  /** Needs a group and a signature by the certificate's key; encryption with an RSA key needs neither. */
  readonly ephemeral: boolean;
}

const known = new Map<number, SuiteTraits>();

/** Looks up the traits of a suite. Made for those of policies, of which there are few; they are kept for good. */
export function suiteTraits(code: number): SuiteTraits {
  let traits = known.get(code);
  if (traits === undefined) {
    traits = traitsOf(cipherSuiteName(code));
    known.set(code, traits);
  }
  return traits;
}

function traitsOf(name: string): SuiteTraits {
  const tls13 = name.startsWith("TLS_") && !name.includes("_WITH_");
  const modern = /_(SHA256|SHA384|CCM|CCM_8)$/.test(name);
  return {
    tls13,
    minVersion: tls13 ? TLS13 : modern ? TLS12 : 0,
    keyType: tls13 ? null : keyTypeOf(name),
    ephemeral: tls13 || /_(EC)?DHE_/.test(name),
  };
}

function keyTypeOf(name: string): "rsa" | "ec" | null {
  if (name.includes("_ECDSA_")) return "ec";
  return name.includes("_RSA_") ? "rsa" : null;
}
