import { notJson, notSslPolicies, unknownInPolicy } from "./errors";
import { cipherSuiteByAwsName } from "./openssl-names";
import { PolicyCatalog } from "./policy-catalog";
import type { SecurityPolicy } from "./security-policy";

/** Names of SslProtocols in the API reference of Elastic Load Balancing, SslPolicy. */
const VERSIONS: ReadonlyMap<string, number> = new Map([
  ["TLSv1.3", 0x0304],
  ["TLSv1.2", 0x0303],
  ["TLSv1.1", 0x0302],
  ["TLSv1", 0x0301],
  ["SSLv3", 0x0300],
]);

/**
 * Reads the output of `aws elbv2 describe-ssl-policies` in JSON.
 *
 * Throws a UserError when `text` is something else; `where` is what the message calls it, usually the file's name.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SslPolicy.html
 */
export function readSslPolicies(text: string, where: string): PolicyCatalog {
  const document = parseJson(text, where);
  const policies = isObject(document) ? document.SslPolicies : undefined;
  if (!Array.isArray(policies)) throw notSslPolicies(where, 'there is no list "SslPolicies"');
  if (policies.length === 0) throw notSslPolicies(where, 'the list "SslPolicies" is empty');
  return new PolicyCatalog(policies.map((policy: unknown, index) => readPolicy(policy, index, where)));
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notJson(where, error instanceof Error ? error.message : String(error));
  }
}

function readPolicy(policy: unknown, index: number, where: string): SecurityPolicy {
  const at = `SslPolicies[${index}]`;
  if (!isObject(policy) || typeof policy.Name !== "string") throw notSslPolicies(where, `${at} has no "Name"`);
  const { Name: name, SslProtocols: protocols, Ciphers: ciphers, SupportedLoadBalancerTypes: balancers } = policy;
  if (!Array.isArray(protocols)) throw notSslPolicies(where, `${name} has no list "SslProtocols"`);
  if (!Array.isArray(ciphers)) throw notSslPolicies(where, `${name} has no list "Ciphers"`);

  return {
    name,
    versions: protocols
      .map((protocol: unknown) => lookUp(VERSIONS.get(String(protocol)), where, name, "protocol", String(protocol)))
      .sort((a, b) => b - a),
    cipherSuites: ciphers
      .map((cipher: unknown) => readCipher(cipher, name, where))
      .sort((a, b) => a.priority - b.priority)
      .map(({ code }) => code),
    forApplication: !Array.isArray(balancers) || balancers.includes("application"),
    note: null,
  };
}

function readCipher(
  cipher: unknown,
  policy: string,
  where: string,
): { readonly code: number; readonly priority: number } {
  if (!isObject(cipher) || typeof cipher.Name !== "string" || typeof cipher.Priority !== "number") {
    throw notSslPolicies(where, `${policy} has a cipher without "Name" and "Priority"`);
  }
  const code = lookUp(cipherSuiteByAwsName(cipher.Name), where, policy, "cipher", cipher.Name);
  return { code, priority: cipher.Priority };
}

function lookUp(code: number | undefined, where: string, policy: string, what: string, name: string): number {
  if (code === undefined) throw unknownInPolicy(where, policy, what, name);
  return code;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
