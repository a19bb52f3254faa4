/**
 * One TCP connection and what became of its TLS handshake, as written by `--format ndjson`.
 *
 * The fields, outcomes and causes are a contract: `docs/record.md` explains each of them.
 */

/** Version of the record. A consumer that does not know it should stop. */
export const RECORD_VERSION = 1;

/** One of the two ends of a connection. */
export type Side = "client" | "server";

/** Which half of the balancer's work a connection belongs to. */
export type Leg = "listener" | "target" | "unknown";

/** `certain` is read off the wire; `likely` is inferred from record lengths or timing. */
export type Certainty = "certain" | "likely";

/** A handshake that one side ended, or that nobody finished. */
export type FailureCause =
  | "server-rejected-hello"
  | "hello-retry-abandoned"
  | "client-rejected-server"
  | "client-closed-silently"
  | "server-rejected-client"
  | "client-certificate-missing"
  | "client-certificate-rejected"
  | "hello-incomplete"
  | "hello-malformed"
  | "sslv2-hello"
  | "client-stalled"
  | "server-stalled"
  | "interrupted";

/** A connection on which TLS was never begun. */
export type NotTlsCause =
  "no-client-data" | "plain-http" | "proxy-protocol" | "ssh" | "other-protocol" | "refused" | "no-syn-ack";

/** Why the capture cannot tell. */
export type BlindCause = "capture-gap" | "joined-late" | "one-sided" | "truncated" | "still-open" | "over-limit";

/** What became of the handshake, and by what. */
export type Verdict =
  | { readonly outcome: "completed"; readonly cause: "closed-after-handshake" | null; readonly certainty: Certainty }
  | { readonly outcome: "failed"; readonly cause: FailureCause; readonly certainty: Certainty }
  | { readonly outcome: "not-tls"; readonly cause: NotTlsCause; readonly certainty: Certainty }
  | { readonly outcome: "undetermined"; readonly cause: BlindCause; readonly certainty: Certainty };

/** What became of the handshake. */
export type Outcome = Verdict["outcome"];

/** By what. A completed handshake has none, unless it was closed at once. */
export type Cause = FailureCause | NotTlsCause | BlindCause | "closed-after-handshake";

/** What a cause probably means, as a word for machines. */
export type ReasonKind =
  | "version"
  | "cipher"
  | "certificate-type"
  | "group"
  | "signature-algorithm"
  | "server-name"
  | "alpn"
  | "untrusted-certificate"
  | "hostname-mismatch"
  | "expired-certificate"
  | "client-certificate"
  | "plaintext"
  | "path-mtu"
  | "unknown";

/** What a cause probably means, and what to do about it, in a sentence for an engineer. */
export interface Reason {
  /** Stable, to count and compare by. */
  readonly kind: ReasonKind;
  /** The sentence; it may be worded better in any release. */
  readonly text: string;
  /** Of the reason; the verdict has its own. */
  readonly certainty: Certainty;
}

/** The alert that decided, RFC 8446 section 6. Level, code and name are null when it was encrypted. */
export interface AlertRecord {
  /** Who sent it. */
  readonly by: Side;
  /** 1 is a warning, 2 fatal. */
  readonly level: number | null;
  /** AlertDescription, as registered by IANA. */
  readonly code: number | null;
  /** Name of the code. */
  readonly name: string | null;
  /** Whether it crossed the wire encrypted, so that only its length tells what it is. */
  readonly encrypted: boolean;
}

/** The first of FIN, RST and a time limit that ended the connection. */
export interface ClosedBy {
  /** Who ended it; after a time limit, who was to speak. */
  readonly side: Side;
  /** By which of them. */
  readonly how: "fin" | "rst" | "timeout";
}

/** The first ClientHello; GREASE values (RFC 8701) are left out of every list. */
export interface HelloRecord {
  /** Name in server_name; null when the extension is absent. */
  readonly sni: string | null;
  /** Protocols offered in ALPN, for instance `h2`; empty when the extension is absent. */
  readonly alpn: readonly string[];
  /** Versions offered, newest first as the client wrote them. */
  readonly versions: readonly string[];
  /** Cipher suites in the order of preference. */
  readonly ciphers: readonly string[];
  /** Groups of supported_groups in the order of preference. */
  readonly groups: readonly string[];
  /** Schemes of signature_algorithms in the order of preference. */
  readonly signatureAlgorithms: readonly string[];
  /** MD5 in lower-case hexadecimal; null for a hello in SSLv2 format, which has none. */
  readonly ja3: string | null;
  /** JA4; null likewise. */
  readonly ja4: string | null;
  /** The server asked for a second hello (HelloRetryRequest) and got it. */
  readonly retried: boolean;
}

/** The ServerHello that counts (not a HelloRetryRequest). */
export interface ServerHelloRecord {
  /** Version chosen, supported_versions considered. */
  readonly version: string;
  /** Cipher suite chosen. */
  readonly cipher: string;
  /** Key exchange group; null where none was used or seen. */
  readonly group: string | null;
  /** Protocol chosen; null where none was, or where TLS 1.3 encrypts it. */
  readonly alpn: string | null;
  /** MD5 in lower-case hexadecimal. */
  readonly ja3s: string;
}

/** The server's leaf certificate, where it crosses the wire in clear (up to TLS 1.2). */
export interface CertificateRecord {
  /** Distinguished name of the holder. */
  readonly subject: string;
  /** Distinguished name of the signer. */
  readonly issuer: string;
  /** RFC 3339. */
  readonly notBefore: string;
  /** RFC 3339. */
  readonly notAfter: string;
  /** Subject alternative names: host names and IP addresses. */
  readonly names: readonly string[];
  /** Certificates sent, the leaf included. */
  readonly chainLength: number;
}

/** An address and TCP port. */
export interface Endpoint {
  /** IPv4 or IPv6 address. */
  readonly ip: string;
  /** TCP port. */
  readonly port: number;
}

/** One connection, one record. */
export type ConnectionRecord = {
  readonly v: typeof RECORD_VERSION;
  /** Capture time of the first and last packet, RFC 3339 in UTC with microseconds. */
  readonly start: string;
  readonly end: string;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** VXLAN network identifier; null when the capture is not encapsulated. */
  readonly vni: number | null;
  /** Outer source address: the mirrored interface; null when the capture is not encapsulated. */
  readonly mirror: string | null;
  readonly leg: Leg;
  readonly reason: Reason | null;
  readonly alert: AlertRecord | null;
  readonly closedBy: ClosedBy | null;
  readonly hello: HelloRecord | null;
  readonly serverHello: ServerHelloRecord | null;
  readonly certificate: CertificateRecord | null;
  /** From the first byte of the hello to the packet that finished the handshake; null when it did not finish. */
  readonly handshakeMs: number | null;
  readonly packets: number;
  /** Bytes of TCP payload on the wire, both directions, retransmissions included. */
  readonly bytes: number;
  /** Bytes of TCP payload which the peer acknowledged and the capture does not hold. */
  readonly missingBytes: number;
} & Verdict;
