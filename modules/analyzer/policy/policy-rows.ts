import { cipherSuiteName } from "../tls/cipher-suites";
import { groupName } from "../tls/groups";
import { versionName } from "../tls/names";
import { awsCipherSuiteName } from "./openssl-names";
import type { SecurityPolicy } from "./security-policy";
import { suiteTraits } from "./suite-traits";
import { assumedGroups } from "./unpublished-parameters";

/** A policy in one line of a table. */
export interface PolicyRow {
  readonly name: string;
  /** Lowest and highest version: `TLS 1.2 - TLS 1.3`, or one alone. */
  readonly versions: string;
  readonly cipherSuites: number;
  /** Every suite has forward secrecy. */
  readonly forwardSecrecy: boolean;
  readonly postQuantum: boolean;
  readonly note: string;
}

export function policyRows(policies: readonly SecurityPolicy[]): readonly PolicyRow[] {
  return policies.map((policy) => ({
    name: policy.name,
    versions: [...new Set([policy.versions.at(-1), policy.versions[0]])]
      .map((version) => versionName(version ?? 0))
      .join(" - "),
    cipherSuites: policy.cipherSuites.length,
    forwardSecrecy: policy.cipherSuites.every((suite) => suiteTraits(suite).ephemeral),
    postQuantum: policy.name.includes("-PQ-"),
    note: policy.note ?? "",
  }));
}

/** A policy in full, for one who asks by its name. */
export interface PolicyDetails {
  readonly name: string;
  readonly versions: readonly string[];
  /** In server order, by IANA's name and by the one AWS uses. */
  readonly cipherSuites: readonly { readonly name: string; readonly awsName: string }[];
  /** Assumed: AWS does not publish them. */
  readonly groups: readonly string[];
  readonly note: string;
}

export function policyDetails(policy: SecurityPolicy): PolicyDetails {
  return {
    name: policy.name,
    versions: policy.versions.map(versionName),
    cipherSuites: policy.cipherSuites.map((code) => ({
      name: cipherSuiteName(code),
      awsName: awsCipherSuiteName(code),
    })),
    groups: assumedGroups(policy.name).map(groupName),
    note: policy.note ?? "",
  };
}
