/** What a client offers, in words for a sentence. */
import type { ClientOffer } from "../tls/client-offer";
import { versionName } from "../tls/names";
import { listed } from "./listed";

/** Names told of a long list. */
export const TOLD = 4;

/** The versions a client offers: `only TLS 1.3 and TLS 1.2`, or `at most TLS 1.1`. */
export function offeredVersions(offer: ClientOffer): string {
  if (offer.supportedVersions === null) return `at most ${versionName(offer.legacyVersion)}`;
  const { names } = offer.supportedVersions;
  return names.length === 0 ? "no version at all" : `only ${listed(names, "and")}`;
}

/** The suites a client offers, without the values that only signal something. */
export function offeredSuites(offer: ClientOffer): string {
  const names = offer.cipherSuites.names.filter((name) => !name.endsWith("_SCSV"));
  return names.length === 0 ? "no cipher suite" : listed(names, "and", TOLD);
}
