import type { ClientOffer } from "../tls/client-offer";
import type { SecurityPolicy } from "./security-policy";
import { suiteTraits } from "./suite-traits";
import { assumedGroups, assumedSchemes, signsInTls13 } from "./unpublished-parameters";

const TLS13 = 0x0304;

/** The first thing a client and a policy do not agree on, in the order in which a server decides. */
export type Disagreement = "version" | "cipher" | "certificate-type" | "group" | "signature-algorithm";

/**
 * Finds what would keep a listener with this policy from answering the hello; null when nothing would.
 *
 * `keyType` is the key of the listener's certificate in Node's word; null when it is unknown, which is taken for the
 * usual RSA. Version and cipher are certain, as AWS publishes both lists; `certificate-type` is where suites are common
 * but not for that key; the rest is drawn from assumptions (`unpublished-parameters.ts`).
 */
export function disagreement(offer: ClientOffer, policy: SecurityPolicy, keyType: string | null): Disagreement | null {
  if (commonVersions(offer, policy).length === 0) return "version";
  const common = commonSuites(offer, policy);
  if (common.length === 0) return "cipher";

  // A server takes the highest version first, and only then a suite.
  const tls13 = common.filter((suite) => suiteTraits(suite).tls13);
  const usable = tls13.length > 0 ? tls13 : common.filter((suite) => suits(suite, keyType ?? "rsa"));
  if (usable.length === 0) return "certificate-type";

  // Encryption with an RSA key needs neither a group nor a signature.
  if (usable.some((suite) => !suiteTraits(suite).ephemeral)) return null;
  if (!sharesGroup(offer, policy)) return "group";
  return signsForClient(offer, usable, keyType) ? null : "signature-algorithm";
}

export function commonVersions(offer: ClientOffer, policy: SecurityPolicy): readonly number[] {
  return policy.versions.filter((version) => offersVersion(offer, version));
}

/** Suites that both have in a version that both have, whatever certificate they need. */
export function commonSuites(offer: ClientOffer, policy: SecurityPolicy): readonly number[] {
  return usableSuites(offer, policy).filter((suite) => offer.cipherSuites.codes.includes(suite));
}

/** Suites of the policy which belong to a version that both speak. */
export function usableSuites(offer: ClientOffer, policy: SecurityPolicy): readonly number[] {
  const versions = commonVersions(offer, policy);
  return policy.cipherSuites.filter((suite) => versions.some((version) => fits(suite, version)));
}

/** Without supported_versions a client takes every version up to legacy_version (RFC 8446 appendix D.2). */
function offersVersion(offer: ClientOffer, version: number): boolean {
  if (offer.supportedVersions !== null) return offer.supportedVersions.codes.includes(version);
  return version <= offer.legacyVersion && version < TLS13;
}

function fits(suite: number, version: number): boolean {
  const { tls13, minVersion } = suiteTraits(suite);
  return tls13 === (version === TLS13) && version >= minVersion;
}

function suits(suite: number, keyType: string): boolean {
  const needed = suiteTraits(suite).keyType;
  return needed === null || needed === keyType;
}

/** No list of groups means any up to TLS 1.2; TLS 1.3 without one resumes by a key shared before. */
function sharesGroup(offer: ClientOffer, policy: SecurityPolicy): boolean {
  return offer.supportedGroups === null || shareAny(offer.supportedGroups.codes, assumedGroups(policy.name));
}

function shareAny(offered: readonly number[], accepted: readonly number[]): boolean {
  return offered.some((code) => accepted.includes(code));
}

function signsForClient(offer: ClientOffer, suites: readonly number[], keyType: string | null): boolean {
  if (offer.signatureAlgorithms === null) return true;
  const offered = offer.signatureAlgorithms.codes;
  return suites.some((suite) => {
    const { tls13, keyType: needed } = suiteTraits(suite);
    const schemes = assumedSchemes(keyType ?? needed).filter((scheme) => !tls13 || signsInTls13(scheme));
    return shareAny(offered, schemes);
  });
}
