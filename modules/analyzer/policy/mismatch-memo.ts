import type { Reason } from "../../contracts";
import type { ClientHello } from "../tls/client-hello";
import { mismatch } from "./mismatch";
import type { PolicyCatalog } from "./policy-catalog";
import type { SecurityPolicy } from "./security-policy";

/** Explains why a hello was rejected; null when the policy admits it. `keyType` as for `mismatch`. */
export type HelloReason = (hello: ClientHello, keyType: string | null) => Reason | null;

/** Kinds of client remembered; all are forgotten when a capture has more. */
const REMEMBERED_CLIENTS = 4096;

/**
 * Makes a `mismatch` for one policy that remembers its answers: they take 13 microseconds, most of it the search for
 * another policy, and a listener's refused clients are many connections of few kinds.
 */
export function rememberedMismatch(policy: SecurityPolicy, catalog: PolicyCatalog): HelloReason {
  const answers = new Map<string, Reason | null>();
  return (hello, keyType) => {
    const key = kindOfClient(hello, keyType);
    let answer = answers.get(key);
    if (answer === undefined) {
      if (answers.size >= REMEMBERED_CLIENTS) answers.clear();
      answer = mismatch(hello, policy, keyType, catalog);
      answers.set(key, answer);
    }
    return answer;
  };
}

/** All that the answer depends on. Names and not codes, since they lack GREASE, which changes with each hello. */
function kindOfClient(hello: ClientHello, keyType: string | null): string {
  const { legacyVersion, supportedVersions, cipherSuites, supportedGroups, signatureAlgorithms } = hello;
  const lists = [supportedVersions, cipherSuites, supportedGroups, signatureAlgorithms];
  return `${keyType}|${legacyVersion}|${lists.map((list) => list?.names.join() ?? "none").join("|")}`;
}
