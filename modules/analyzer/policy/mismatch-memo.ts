import type { Reason } from "../../contracts";
import type { ClientOffer } from "../tls/client-offer";
import { mismatch } from "./mismatch";
import type { PolicyCatalog } from "./policy-catalog";
import type { SecurityPolicy } from "./security-policy";

/** Explains why a client was refused; null when the policy admits it. `keyType` as for `mismatch`. */
export type OfferReason = (offer: ClientOffer, keyType: string | null) => Reason | null;

/**
 * Makes a `mismatch` for one policy that remembers its answers: they take 13 microseconds, most of it the search for
 * another policy, and a listener's refused clients are many connections of few kinds, which share their offers.
 */
export function rememberedMismatch(policy: SecurityPolicy, catalog: PolicyCatalog): OfferReason {
  const answers = new WeakMap<ClientOffer, Map<string | null, Reason | null>>();
  return (offer, keyType) => {
    let ofOffer = answers.get(offer);
    if (ofOffer === undefined) {
      ofOffer = new Map();
      answers.set(offer, ofOffer);
    }
    let answer = ofOffer.get(keyType);
    if (answer === undefined) {
      answer = mismatch(offer, policy, keyType, catalog);
      ofOffer.set(keyType, answer);
    }
    return answer;
  };
}
