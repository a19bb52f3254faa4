import { policyWithoutList, severalPolicies, unknownPolicy } from "./errors";
import { POLICIES_KNOWN_BY_NAME_ONLY, PREDEFINED_POLICIES } from "./predefined-policies";
import type { SecurityPolicy } from "./security-policy";

const PREFIX = "ELBSecurityPolicy-";
const SUGGESTIONS = 3;

/** The security policies that can be asked about. */
export class PolicyCatalog {
  /** In the order of their source. */
  readonly policies: readonly SecurityPolicy[];

  constructor(policies: readonly SecurityPolicy[]) {
    this.policies = policies;
  }

  /** The policies as AWS documents them. */
  static predefined(): PolicyCatalog {
    return new PolicyCatalog(PREDEFINED_POLICIES);
  }

  /** Finds a policy by its name, with or without `ELBSecurityPolicy-`. Throws a UserError that names the nearest ones. */
  get(name: string): SecurityPolicy {
    const full = name.startsWith(PREFIX) ? name : PREFIX + name;
    const policy = this.policies.find((candidate) => candidate.name === full);
    if (policy !== undefined) return policy;
    if (POLICIES_KNOWN_BY_NAME_ONLY.includes(full)) throw policyWithoutList(full);
    throw unknownPolicy(name, this.#nearest(full));
  }

  /** The only policy of a catalog read from `where`. Throws a UserError if there are several. */
  only(where: string): SecurityPolicy {
    const [policy, ...others] = this.policies;
    if (policy === undefined || others.length > 0) {
      throw severalPolicies(
        where,
        this.policies.map(({ name }) => name),
      );
    }
    return policy;
  }

  #nearest(name: string): readonly string[] {
    return this.policies
      .map((policy) => ({ name: policy.name, distance: editDistance(name.toLowerCase(), policy.name.toLowerCase()) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, SUGGESTIONS)
      .map((candidate) => candidate.name);
  }
}

/** Insertions, deletions and replacements that turn one text into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let column = 0; column < to.length; column++) {
      const replaced = (row[column] ?? 0) + (from.charAt(index) === to.charAt(column) ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
