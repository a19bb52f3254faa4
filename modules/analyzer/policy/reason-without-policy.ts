import type { Cause, Reason } from "../../contracts";
import { AlertCode } from "../tls/alert-codes";
import { clientAlertReason, silentCloseReason } from "./client-alert-reason";
import { certain, likely, type Evidence } from "./evidence";
import { rejectedHelloReason } from "./server-alert-reason";

/** What is said of each cause; nothing of those that explain themselves. */
const REASONS: Partial<Record<Cause, (evidence: Evidence) => Reason | null>> = {
  "server-rejected-hello": rejectedHelloReason,
  "hello-retry-abandoned": () =>
    likely(
      "group",
      "The server asked for a key in another group, and the client left: it, or something on the path, does not cope " +
        "with HelloRetryRequest.",
    ),
  "client-rejected-server": clientAlertReason,
  "client-closed-silently": silentCloseReason,
  "client-certificate-missing": () =>
    certain("client-certificate", "The server requires a client certificate (mutual TLS), and the client sent none."),
  "client-certificate-rejected": ({ alert }) =>
    certain("client-certificate", clientCertificateText(alert?.code ?? null)),
  "sslv2-hello": () =>
    likely(
      "version",
      "The client greets in the format of SSL 2.0, which servers have stopped to read. Switch SSLv2Hello off in the client.",
    ),
  "plain-http": () =>
    certain("plaintext", "The client spoke plain HTTP to a TLS port. Correct its URL to https, or its port."),
};

/**
 * Says what a cause probably means where no security policy is given, from alert, hello and certificate alone; null
 * where nothing can be said.
 *
 * Of a rejected hello `mismatch` knows more, once a policy is given.
 */
export function reasonWithoutPolicy(evidence: Evidence): Reason | null {
  return evidence.cause === null ? null : (REASONS[evidence.cause]?.(evidence) ?? null);
}

/** s2n-tls says 46 for an issuer it does not trust, 42 for a chain that is too long or damaged. */
function clientCertificateText(code: number | null): string {
  const refused = "The server refused the client's certificate (mutual TLS)";
  switch (code) {
    case AlertCode.CERTIFICATE_REVOKED:
      return `${refused}: it is revoked.`;
    case AlertCode.CERTIFICATE_EXPIRED:
      return `${refused}: it is expired or not yet valid.`;
    case AlertCode.CERTIFICATE_UNKNOWN:
    case AlertCode.UNKNOWN_CA:
      return `${refused}: its issuer is not in the listener's trust store.`;
    case AlertCode.BAD_CERTIFICATE:
    case AlertCode.UNSUPPORTED_CERTIFICATE:
      return `${refused}: its form, key or chain length is not accepted.`;
    case null:
    default:
      return `${refused}.`;
  }
}
