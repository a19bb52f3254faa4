import type { Side } from "../../contracts";
import { NEVER_US } from "../capture/packet";
import type { GapKind } from "../flow/stream-consumer";
import type { CertificateChain } from "./certificate";
import type { ClientHello } from "./client-hello";
import type { HiddenClientFlight, HiddenServerReply } from "./hidden-records";
import type { Opening } from "./opening";
import type { Phase } from "./phases";
import type { ServerHello } from "./server-hello";

const TLS12 = 0x0303;

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

/**
 * What was seen of one conversation: facts only, in the order of cause and effect up to the first decisive event.
 *
 * What every packet asks for comes first, so that it lies side by side in memory.
 */
export class Transcript {
  phase: Phase = "opening";
  /** Null until enough of the client's first bytes were seen. */
  opening: Opening | null = null;
  /** Set once; the facts stay as they were then. */
  ending: Ending | null = null;
  /** Bytes of the server after both had finished, readable or not. */
  answerBytes = 0;
  serverHello: ServerHello | null = null;
  /** The first hello. */
  hello: ClientHello | null = null;
  hiddenClientFlight: HiddenClientFlight | null = null;
  hiddenServerReply: HiddenServerReply | null = null;
  /** Where the streams cannot be followed any more, and why. */
  clientLost: GapKind | null = null;
  serverLost: GapKind | null = null;
  /** The client's first byte while there are too few to tell; -1 without any. */
  firstByte = -1;
  /** What was seen after the ending, or in spite of it: an alert, for the record. */
  alertAfterEnding: AlertSeen | null = null;
  /** When the first byte of the first hello came. */
  helloAtUs = NEVER_US;
  /** Why the capture holds only a part of a hello that reached the server whole; null when it holds all. */
  helloLost: GapKind | null = null;
  helloRetried = false;
  /** Key exchange group of a ServerKeyExchange, up to TLS 1.2. */
  keyExchangeGroup: number | null = null;
  /** The server's certificates, where they cross the wire in clear. */
  certificates: CertificateChain | null = null;
  /** The client's Certificate message, where it crosses the wire in clear. */
  clientCertificate: "none" | "empty" | "full" = "none";
  /** Records of content type 23 which the client sent before ServerHello. */
  earlyRecords = 0;
  /** Records of a TLS 1.3 server, alerts aside, after a client's record of which they tell whether it was data. */
  recordsAfterDoubt = 0;
  /** All that the server of a TLS 1.3 handshake said to the client's Finished, and at once, was an encrypted alert. */
  refusedAfterFinished = false;
  finishedAtUs = NEVER_US;
  /** Records of application data up to TLS 1.2. */
  clientData = 0;
  serverData = 0;
  /** A limit stopped the analysis. */
  overLimit = false;

  /** Starts over for another conversation. */
  reset(): void {
    this.phase = "opening";
    this.opening = null;
    this.ending = null;
    this.answerBytes = 0;
    this.serverHello = null;
    this.hello = null;
    this.hiddenClientFlight = null;
    this.hiddenServerReply = null;
    this.clientLost = null;
    this.serverLost = null;
    this.firstByte = -1;
    this.alertAfterEnding = null;
    this.helloAtUs = NEVER_US;
    this.helloLost = null;
    this.helloRetried = false;
    this.keyExchangeGroup = null;
    this.certificates = null;
    this.clientCertificate = "none";
    this.earlyRecords = 0;
    this.recordsAfterDoubt = 0;
    this.refusedAfterFinished = false;
    this.finishedAtUs = NEVER_US;
    this.clientData = 0;
    this.serverData = 0;
    this.overLimit = false;
  }
}

/** Application data that the client sent, as far as can be told. */
export function clientDataRecords(transcript: Transcript): number {
  const { clientData, earlyRecords, hiddenClientFlight: flight } = transcript;
  if (flight === null) return clientData;
  const early = flight.earlyDataTaken ? earlyRecords : 0;
  const doubtful = flight.doubtfulRecords(transcript.recordsAfterDoubt, serverDataRecords(transcript) > 0);
  return flight.dataRecords + early + doubtful;
}

/** Application data that the server sent, as far as can be told. */
export function serverDataRecords(transcript: Transcript): number {
  return transcript.serverData + (transcript.hiddenServerReply?.dataRecords ?? 0);
}

/** TLS 1.3, or one of its drafts and experiments (0x7f.., 0x7e.., 0xfb..), all of which are numbered above TLS 1.2. */
export function isTls13(version: number): boolean {
  return version > TLS12;
}
