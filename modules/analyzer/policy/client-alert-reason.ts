/**
 * What a client means by refusing the server's flight.
 *
 * The same distrust has another alert in each library: OpenSSL tells unknown issuers (48), expiry (45) and wrong names
 * (42) apart; Java sends 46 for all of them; Go sends 42 for all; Node.js closes without a word. So what the certificate
 * shows by itself goes before what the alert says.
 */
import type { Reason } from "../../contracts";
import { AlertCode } from "../tls/alert-codes";
import type { CertificateChain } from "../tls/certificate";
import type { LeafCertificate } from "../tls/leaf-certificate";
import { namesHost, validityAt } from "./certificate-fit";
import { certain, likely, type Evidence } from "./evidence";

/** Alerts that, depending on the library, may mean a certificate which is expired or names another host. */
const MAY_BE_ABOUT_THE_LEAF: readonly (number | null)[] = [
  AlertCode.BAD_CERTIFICATE,
  AlertCode.CERTIFICATE_EXPIRED,
  AlertCode.CERTIFICATE_UNKNOWN,
  null,
];

/** Explains a client's alert after the server's flight; code null where it was encrypted. */
export function clientAlertReason(evidence: Evidence): Reason | null {
  const code = evidence.alert?.by === "client" ? evidence.alert.code : null;
  const shown = MAY_BE_ABOUT_THE_LEAF.includes(code) ? certificateReason(evidence, code) : null;
  return shown ?? meaningOf(code, evidence);
}

/** Explains a client that left without a word after the server's flight. */
export function silentCloseReason(evidence: Evidence): Reason {
  return (
    certificateReason(evidence, null) ??
    likely(
      "unknown",
      "The client left without an alert. Node.js and many small clients do so when they distrust a certificate; " +
        "scanners and impatient clients do so too. Ask the client's own log.",
    )
  );
}

/** What the certificate shows by itself: its dates, and its names against the one asked for. */
function certificateReason(evidence: Evidence, code: number | null): Reason | null {
  const leaf = evidence.serverChain?.leaf ?? null;
  if (leaf === null) return null;

  const validity = validityAt(leaf, evidence.timeUs);
  if (validity !== "valid") {
    const text =
      validity === "expired"
        ? `The certificate ${called(leaf)} expired on ${leaf.notAfter}. Renew it, or attach the renewed one to the listener.`
        : `The certificate ${called(leaf)} is not valid before ${leaf.notBefore}.`;
    return code === AlertCode.CERTIFICATE_EXPIRED
      ? certain("expired-certificate", text)
      : likely("expired-certificate", text);
  }
  const serverName = evidence.hello?.serverName ?? null;
  if (code !== AlertCode.CERTIFICATE_EXPIRED && namesHost(leaf, serverName) === false) {
    return likely(
      "hostname-mismatch",
      `The client asked for "${serverName ?? ""}", but the certificate is for ${leaf.names.slice(0, 4).join(", ")}. ` +
        `Add a certificate for that name to the listener.`,
    );
  }
  return null;
}

/** Many certificates of today have no subject but names alone. */
function called(leaf: LeafCertificate): string {
  return leaf.subject === "" ? `for ${leaf.names[0] ?? "no name"}` : leaf.subject;
}

function meaningOf(code: number | null, evidence: Evidence): Reason | null {
  switch (code) {
    case null:
      return likely(
        "untrusted-certificate",
        "The client refused the server's certificate or parameters with an encrypted alert, which hides its code; " +
          "mostly it does not trust the issuer, or the certificate is expired or for another name.",
      );
    case AlertCode.CLOSE_NOTIFY:
    case AlertCode.USER_CANCELED:
      return likely("unknown", "The client called it off after the server's flight, without naming an error.");
    case AlertCode.HANDSHAKE_FAILURE:
    case AlertCode.INSUFFICIENT_SECURITY:
      return likely("cipher", "The client refuses the parameters that the server chose, such as a weak key or group.");
    case AlertCode.BAD_CERTIFICATE:
      return badCertificateReason((evidence.serverChain?.leaf ?? null) !== null);
    case AlertCode.UNSUPPORTED_CERTIFICATE:
      return likely("certificate-type", "The client does not accept a certificate with this kind of key or purpose.");
    case AlertCode.CERTIFICATE_REVOKED:
      return likely("untrusted-certificate", "The client found the certificate revoked. Replace it.");
    case AlertCode.CERTIFICATE_EXPIRED:
      return likely(
        "expired-certificate",
        "The client found a certificate of the chain expired or not yet valid: renew it, or check the client's clock.",
      );
    case AlertCode.CERTIFICATE_UNKNOWN:
      return likely(
        "untrusted-certificate",
        "The client did not accept the certificate. Java says so of every fault it finds, mostly an issuer that is " +
          "missing in its trust store; otherwise a wrong name or expiry.",
      );
    case AlertCode.UNKNOWN_CA:
      return likely("untrusted-certificate", unknownIssuer(evidence.serverChain));
    case AlertCode.ACCESS_DENIED:
      return likely("untrusted-certificate", "The client's own rules refuse the certificate, such as pinning.");
    case AlertCode.PROTOCOL_VERSION:
      return certain("version", "The server chose a version which the client does not accept.");
    case AlertCode.BAD_CERTIFICATE_STATUS_RESPONSE:
      return likely(
        "untrusted-certificate",
        "The client requires a stapled OCSP response, and did not get a good one.",
      );
    default:
      return null;
  }
}

function badCertificateReason(certificateSeen: boolean): Reason {
  return certificateSeen
    ? likely(
        "untrusted-certificate",
        "The client did not accept the certificate, though its dates and names fit. Go says so of every fault, " +
          "mostly an issuer it does not know.",
      )
    : likely(
        "hostname-mismatch",
        "The client did not accept the certificate. OpenSSL, and curl and Python with it, means by this that the " +
          "certificate is for another name; Go means any fault.",
      );
}

function unknownIssuer(chain: CertificateChain | null): string {
  return `The client does not know the issuer of the server's certificate. ${whatTheChainShows(chain)}`;
}

function whatTheChainShows(chain: CertificateChain | null): string {
  const leaf = chain?.leaf ?? null;
  if (leaf !== null && leaf.subject === leaf.issuer) {
    return "It is self-signed: only clients that were given it can trust it.";
  }
  return chain?.chainLength === 1
    ? "It came alone, so the intermediate may be missing: attach the whole chain to the listener."
    : "The client's trust store may be old, or the certificate from a private authority.";
}
