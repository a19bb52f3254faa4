import type { Reason } from "../../contracts";
import { cipherSuiteName } from "../tls/cipher-suites";
import type { ClientOffer } from "../tls/client-offer";
import { groupName } from "../tls/groups";
import { versionName } from "../tls/names";
import { admittingPolicy } from "./admitting-policy";
import { listed } from "./listed";
import { commonSuites, commonVersions, disagreement, usableSuites, type Disagreement } from "./negotiation";
import { offeredSuites, offeredVersions, TOLD } from "./offer";
import type { PolicyCatalog } from "./policy-catalog";
import type { SecurityPolicy } from "./security-policy";
import { suiteTraits } from "./suite-traits";
import { assumedGroups } from "./unpublished-parameters";

/**
 * Explains why a listener with this policy refuses the hello; null when the policy admits it and the cause lies elsewhere.
 *
 * `keyType` is the key of the listener's certificate in Node's word (`rsa`, `ec`), null when no handshake showed it.
 * `catalog` is searched for a policy that would admit the client.
 */
export function mismatch(
  offer: ClientOffer,
  policy: SecurityPolicy,
  keyType: string | null,
  catalog: PolicyCatalog,
): Reason | null {
  const kind = disagreement(offer, policy, keyType) ?? lastResort(offer, policy, keyType);
  if (kind === null) return null;
  return {
    kind,
    text: `${explanation(kind, offer, policy)} ${remedy(kind, offer, policy, keyType, catalog)}`,
    certainty: kind === "version" || kind === "cipher" ? "certain" : "likely",
  };
}

/** Where all else agrees, suites that need RSA are refused by a listener that has an ECDSA certificate only. */
function lastResort(offer: ClientOffer, policy: SecurityPolicy, keyType: string | null): Disagreement | null {
  const needRsa = commonSuites(offer, policy).every((suite) => suiteTraits(suite).keyType === "rsa");
  return keyType === null && needRsa ? "certificate-type" : null;
}

/** What would become of a client under another policy; `unclear` where that hangs on what AWS does not publish. */
export type Admission = "admitted" | "refused" | "unclear";

/** Answers for one client whether a listener with this policy would admit it. */
export function whatIf(offer: ClientOffer, policy: SecurityPolicy, keyType: string | null): Admission {
  const kind = disagreement(offer, policy, keyType);
  if (kind === null) return "admitted";
  return kind === "version" || kind === "cipher" ? "refused" : "unclear";
}

function explanation(kind: Disagreement, offer: ClientOffer, policy: SecurityPolicy): string {
  switch (kind) {
    case "version":
      return (
        `The client offers ${offeredVersions(offer)}; ` +
        `${policy.name} wants ${listed(policy.versions.map(versionName), "or")}.`
      );
    case "cipher":
      return (
        `The client offers ${offeredSuites(offer)}, none of which ${policy.name} accepts with ` +
        `${listed(commonVersions(offer, policy).map(versionName), "or")}; it wants ${suites(usableSuites(offer, policy))}.`
      );
    case "certificate-type":
      return (
        `All suites that the client shares with ${policy.name} need a certificate with an ${neededKey(offer, policy)} ` +
        `key (${suites(commonSuites(offer, policy))}), and the listener seems to have none.`
      );
    case "group":
      return (
        `The client offers the groups ${listed(offer.supportedGroups?.names ?? [], "and", TOLD)}; a listener with ` +
        `${policy.name} probably accepts only ${listed(assumedGroups(policy.name).map(groupName), "and")}, ` +
        `though AWS does not publish that list.`
      );
    case "signature-algorithm":
      return (
        `The client accepts the signatures ${listed(offer.signatureAlgorithms?.names ?? [], "and", TOLD)}; a listener ` +
        `with ${policy.name} probably makes none of them, though AWS does not publish that list.`
      );
  }
}

function remedy(
  kind: Disagreement,
  offer: ClientOffer,
  policy: SecurityPolicy,
  keyType: string | null,
  catalog: PolicyCatalog,
): string {
  if (kind === "certificate-type") {
    return `Add a certificate with an ${neededKey(offer, policy)} key to the listener, which can hold both kinds.`;
  }
  const admitting = admittingPolicy(offer, policy, keyType, catalog);
  if (admitting === null) return "No predefined policy admits it: the client must change.";
  const cost = admitting.keepsOthers ? "" : `, though some clients of ${policy.name} would then be refused`;
  return `Update the client, or use ${admitting.policy.name}, the strictest policy that admits it${cost}.`;
}

/** Called where all common suites need the same kind of key. */
function neededKey(offer: ClientOffer, policy: SecurityPolicy): "RSA" | "ECDSA" {
  return commonSuites(offer, policy).some((suite) => suiteTraits(suite).keyType === "rsa") ? "RSA" : "ECDSA";
}

function suites(codes: readonly number[]): string {
  return listed(codes.map(cipherSuiteName), "or", TOLD);
}
