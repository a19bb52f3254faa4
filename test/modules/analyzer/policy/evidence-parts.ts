/** Evidence for tests of reasons: a client of api.example.com, and a certificate for it that was valid in 2026. */
import type { Evidence } from "../../../../modules/analyzer/policy/evidence";
import type { LeafCertificate } from "../../../../modules/analyzer/tls/leaf-certificate";
import { BROWSER_HELLO } from "./clients";

export function leaf(changes: Partial<LeafCertificate> = {}): LeafCertificate {
  return {
    subject: "CN=api.example.com",
    issuer: "CN=Example Root",
    notBefore: "2026-01-01T00:00:00Z",
    notAfter: "2027-01-01T00:00:00Z",
    names: ["api.example.com"],
    keyType: "rsa",
    ...changes,
  };
}

export function evidence(changes: Partial<Evidence>): Evidence {
  return {
    cause: null,
    alert: null,
    hello: BROWSER_HELLO,
    serverChain: null,
    policyAdmits: false,
    timeUs: Date.parse("2026-06-01T00:00:00Z") * 1000,
    ...changes,
  };
}
