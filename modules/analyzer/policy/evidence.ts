import type { Cause, Reason, ReasonKind, Side } from "../../contracts";
import type { CertificateChain } from "../tls/certificate";
import type { ClientHello } from "../tls/client-hello";

/** What is known of a connection when its cause has been found and its reason is asked for. */
export interface Evidence {
  readonly cause: Cause | null;
  /** The alert that decided; its code is null when it was encrypted. */
  readonly alert: { readonly by: Side; readonly code: number | null } | null;
  readonly hello: ClientHello | null;
  /** The server's certificates, where they crossed the wire in clear. */
  readonly serverChain: CertificateChain | null;
  /** The listener's policy is known and admits the hello, so that it explains nothing. */
  readonly policyAdmits: boolean;
  /** Packet time of the decisive event, in microseconds since 1970. */
  readonly timeUs: number;
}

/** The wire itself says so. */
export function certain(kind: ReasonKind, text: string): Reason {
  return { kind, text, certainty: "certain" };
}

/** The usual meaning of what the wire says. */
export function likely(kind: ReasonKind, text: string): Reason {
  return { kind, text, certainty: "likely" };
}
