import type { Side } from "../../contracts";
import type { GapKind } from "../flow/connection";
import type { CertificateChain } from "./certificate";
import type { ClientHello } from "./client-hello";

/** How far a handshake has come, in the order of progress. */
export const PHASES = [
  /** No byte of the client was seen. */
  "opening",
  /** The client's hello has begun. */
  "hello-begun",
  "hello-sent",
  /** The server asked for another hello. */
  "retry-requested",
  "hello-retried",
  /** ServerHello was seen. */
  "answered",
  /** The server has said all it has to say before the client's turn. */
  "server-done",
  /** Up to TLS 1.2: ClientKeyExchange was seen. */
  "client-keyed",
  /** Up to TLS 1.2, in a resumed session: the server's Finished was seen, and the client's is awaited. */
  "server-finished",
  /** Up to TLS 1.2: the client's Finished was seen, and the server's is awaited. */
  "client-finished",
  /** Both have finished. */
  "finished",
] as const;
export type Phase = (typeof PHASES)[number];

/** What a client's first bytes are; null until enough of them were seen. */
export const OPENINGS = [
  null,
  /** A handshake record. */
  "tls",
  /** A record that is no handshake: TLS, but not from its beginning. */
  "tls-midstream",
  /** A hello in the format of SSL 2.0, RFC 5246 appendix E.2. */
  "sslv2",
  "http",
  /** The PROXY protocol of HAProxy, version 1 or 2. */
  "proxy-protocol",
  "ssh",
  "other",
] as const;
export type Opening = Exclude<(typeof OPENINGS)[number], null>;

/** An alert as seen. Level and code are null when it was encrypted. */
export interface AlertSeen {
  readonly by: Side;
  readonly level: number | null;
  readonly code: number | null;
}

/** The first event that decided what became of the handshake. */
export type Ending =
  | { readonly how: "alert"; readonly side: Side; readonly alert: AlertSeen; readonly timeUs: number }
  | { readonly how: "fin" | "rst"; readonly side: Side; readonly alert: AlertSeen | null; readonly timeUs: number }
  /** Bytes that belong to no handshake, or a second hello nobody asked for. */
  | {
      readonly how: "intrusion";
      readonly side: Side;
      readonly what: "http" | "bytes" | "second-hello";
      readonly timeUs: number;
    }
  | { readonly how: "malformed-hello"; readonly side: "client"; readonly timeUs: number };

/** The client's Certificate message: `none` when there was none, `unknown` where lengths of records do not tell. */
export const CLIENT_CERTIFICATES = ["unknown", "none", "empty", "full"] as const;
export type ClientCertificate = (typeof CLIENT_CERTIFICATES)[number];

/** What lengths of encrypted records of TLS 1.3 told. */
export interface HiddenFacts {
  readonly certificate: ClientCertificate;
  /** The server sent nothing but alerts since the client's Finished. */
  readonly replySilent: boolean;
}

/** What was seen of one conversation: facts only, in the order of cause and effect up to the first decisive event. */
export interface Transcript {
  readonly phase: Phase;
  readonly opening: Opening | null;
  readonly ending: Ending | null;
  /** An alert that was seen after the ending, or in spite of it, for the record. */
  readonly alertAfterEnding: AlertSeen | null;
  /** The client's first byte while there are too few to tell; -1 without any. */
  readonly firstByte: number;
  /** The first hello. */
  readonly hello: ClientHello | null;
  /** Why the capture holds only a part of a hello that reached the server whole; null when it holds all. */
  readonly helloLost: GapKind | null;
  /** The server's certificates, where they cross the wire in clear. */
  readonly certificates: CertificateChain | null;
  /** The client's Certificate message, where it crosses the wire in clear. */
  readonly clientCertificate: ClientCertificate;
  /** Null before the answer of a server that speaks TLS 1.3. */
  readonly hidden: HiddenFacts | null;
  /** Where the streams cannot be followed any more, and why. */
  readonly clientLost: GapKind | null;
  readonly serverLost: GapKind | null;
  /** Bytes of the server after both had finished, readable or not. */
  readonly answerBytes: number;
  /** All that the server of a TLS 1.3 handshake said to the client's Finished, and at once, was an encrypted alert. */
  readonly refusedAfterFinished: boolean;
  /** Records of application data, as far as can be told. */
  readonly clientDataRecords: number;
  readonly serverDataRecords: number;
  /** A limit stopped the analysis. */
  readonly overLimit: boolean;
}

/** The server has had its say, so that an end by the client is an answer to it. */
export function isServerDone(phase: Phase): boolean {
  return PHASES.indexOf(phase) >= PHASES.indexOf("server-done");
}
