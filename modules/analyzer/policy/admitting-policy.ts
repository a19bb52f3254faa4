import type { ClientOffer } from "../tls/client-offer";
import { disagreement } from "./negotiation";
import type { PolicyCatalog } from "./policy-catalog";
import type { SecurityPolicy } from "./security-policy";
import { assumedGroups } from "./unpublished-parameters";

/** A policy to change to. */
export interface AdmittingPolicy {
  readonly policy: SecurityPolicy;
  /** It accepts all that the present policy accepts, so that nobody else is locked out. */
  readonly keepsOthers: boolean;
}

/**
 * Finds the strictest policy that would admit the client, among those that take least away from all other clients, and
 * that are for FIPS if the present one is.
 *
 * Strictest is the highest lowest version, then the fewest suites, then the fewest groups.
 */
export function admittingPolicy(
  offer: ClientOffer,
  present: SecurityPolicy,
  keyType: string | null,
  catalog: PolicyCatalog,
): AdmittingPolicy | null {
  const [best] = catalog.policies
    .filter((policy) => policy.forApplication && admits(policy, offer, keyType))
    .map((policy) => ({
      policy,
      lost: countLost(present, policy),
      foreign: isFips(policy) === isFips(present) ? 0 : 1,
    }))
    .sort((a, b) => a.lost - b.lost || a.foreign - b.foreign || byStrictness(a.policy, b.policy));
  return best === undefined ? null : { policy: best.policy, keepsOthers: best.lost === 0 };
}

/** The kind of certificate is the listener's choice and not the policy's. */
function admits(policy: SecurityPolicy, offer: ClientOffer, keyType: string | null): boolean {
  const kind = disagreement(offer, policy, keyType);
  return kind === null || kind === "certificate-type";
}

/** Versions, suites and groups that the present policy accepts and the other does not. */
function countLost(present: SecurityPolicy, other: SecurityPolicy): number {
  const groups = assumedGroups(other.name);
  return [
    ...present.versions.filter((version) => !other.versions.includes(version)),
    ...present.cipherSuites.filter((suite) => !other.cipherSuites.includes(suite)),
    ...assumedGroups(present.name).filter((group) => !groups.includes(group)),
  ].length;
}

function isFips(policy: SecurityPolicy): boolean {
  return policy.name.includes("-FIPS-");
}

function byStrictness(a: SecurityPolicy, b: SecurityPolicy): number {
  return (
    Math.min(...b.versions) - Math.min(...a.versions) ||
    a.cipherSuites.length - b.cipherSuites.length ||
    assumedGroups(a.name).length - assumedGroups(b.name).length
  );
}
