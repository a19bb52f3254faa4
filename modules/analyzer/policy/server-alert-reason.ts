/** What a server means by ending a handshake before its ServerHello, RFC 8446 section 6.2. */
import type { Reason } from "../../contracts";
import { AlertCode } from "../tls/alert-codes";
import type { ClientHello } from "../tls/client-hello";
import type { ClientOffer } from "../tls/client-offer";
import { certain, likely, type Evidence } from "./evidence";
import { listed } from "./listed";
import { offeredSuites, offeredVersions } from "./offer";

/** Explains a rejected hello by the server's alert, or by its silence. */
export function rejectedHelloReason({ alert, hello, policyAdmits }: Evidence): Reason | null {
  if (hello === null) return null;
  const { offer } = hello.kind;
  switch (alert?.by === "server" ? alert.code : null) {
    case null:
    case AlertCode.CLOSE_NOTIFY:
      return closedReason(offer, policyAdmits);
    case AlertCode.HANDSHAKE_FAILURE:
      return likely(
        "cipher",
        `handshake_failure before ServerHello mostly means that no cipher suite, group or signature algorithm is ` +
          `common; the client offers ${offeredSuites(offer)}. ${whereToLook(policyAdmits)}`,
      );
    case AlertCode.PROTOCOL_VERSION:
      return certain(
        "version",
        `The server refuses the client's versions: it offers ${offeredVersions(offer)}. Update the client, or give ` +
          `the listener a policy that accepts them.`,
      );
    case AlertCode.INSUFFICIENT_SECURITY:
      return likely("cipher", `The server finds what the client offers too weak: ${offeredSuites(offer)}.`);
    case AlertCode.INAPPROPRIATE_FALLBACK:
      return certain(
        "version",
        `The client fell back to ${offeredVersions(offer)} after a failure, and the server supports more: look for ` +
          `the connection that failed before.`,
      );
    case AlertCode.UNRECOGNIZED_NAME:
      return certain("server-name", `The server does not know the name ${askedFor(hello)}.`);
    case AlertCode.NO_APPLICATION_PROTOCOL:
      return certain(
        "alpn",
        `The server speaks none of the client's protocols: ${listed(offer.alpn ?? [], "and")}. ALB speaks h2 ` +
          `and http/1.1.`,
      );
    default:
      return null;
  }
}

const TLS_1_1 = 0x0302;

/** s2n-tls, AWS's library, sends close_notify for most mismatches; so a bare close says no more than that. */
function closedReason(offer: ClientOffer, policyAdmits: boolean): Reason {
  if (!policyAdmits && offer.supportedVersions === null && offer.legacyVersion <= TLS_1_1) {
    return likely(
      "version",
      `The client offers ${offeredVersions(offer)}, which most policies refuse. Give the listener's policy to be sure.`,
    );
  }
  return likely(
    "unknown",
    `The server closed before ServerHello without saying why, as AWS's TLS library does when no cipher suite, group or ` +
      `signature algorithm is common. ${whereToLook(policyAdmits)}`,
  );
}

function whereToLook(policyAdmits: boolean): string {
  return policyAdmits
    ? "The policy that was given admits the client: look at the certificates, and at the groups and signature " +
        "algorithms, which AWS does not publish."
    : "Give the listener's policy to learn which.";
}

function askedFor(hello: ClientHello): string {
  return hello.serverName === null ? "that was not asked for" : `"${hello.serverName}"`;
}
