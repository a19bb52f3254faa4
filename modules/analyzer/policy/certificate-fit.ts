import type { LeafCertificate } from "../tls/leaf-certificate";

const US_PER_MS = 1000;

/** Whether a certificate was valid when it was sent. `timeUs` is packet time, in microseconds since 1970. */
export function validityAt(leaf: LeafCertificate, timeUs: number): "valid" | "expired" | "not-yet-valid" {
  const time = timeUs / US_PER_MS;
  if (time > Date.parse(leaf.notAfter)) return "expired";
  return time < Date.parse(leaf.notBefore) ? "not-yet-valid" : "valid";
}

/**
 * Whether a certificate names the host that a client asked for, by RFC 9525 section 6.3: `*` stands for the whole first
 * label and nothing else. Null where it cannot be told: no name was asked for, or the certificate has none.
 */
export function namesHost(leaf: LeafCertificate, serverName: string | null): boolean | null {
  if (serverName === null || serverName === "" || leaf.names.length === 0) return null;
  const host = normalized(serverName);
  const parent = host.slice(host.indexOf(".") + 1);
  return leaf.names.map(normalized).some((name) => name === host || (name === `*.${parent}` && parent !== host));
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
