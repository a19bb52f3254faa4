import { release, Entry } from "../bytes/byte-memo";
import { GapKind, NEVER_US, Side } from "../side";
import { NO_ALERT, Alert } from "./alert";
import { ClientCertificate, HiddenClientFlight, HiddenServerReply } from "./hidden-records";
import { Opening } from "./opening";
import { Phase } from "./phases";
import { SideReading } from "./side-reading";

/** The first event that decided what became of the handshake. */
export enum Ending {
  NONE = 0,
  ALERT = 1,
  FIN = 2,
  RST = 3,
  /** Bytes that belong to no handshake, or a second hello nobody asked for. */
  HTTP = 4,
  BYTES = 5,
  SECOND_HELLO = 6,
  MALFORMED_HELLO = 7,
}

const TLS12 = 0x0303;

/**
 * One TLS conversation: what was seen of it, in the order of cause and effect up to the first decisive event, and where
 * its reading stands.
 */
@unmanaged
export class Conversation {
  phase: Phase = Phase.OPENING;
  /** `NONE` until enough of the client's first bytes were seen. */
  opening: Opening = Opening.NONE;
  /** Set once; the facts stay as they were then. */
  ending: Ending = Ending.NONE;
  endingSide: Side = Side.CLIENT;
  endingAlert: Alert = NO_ALERT;
  /** The server's FIN that came before the client's first byte, with its alert; the client may speak on all the same. */
  earlyFinAlert: Alert = NO_ALERT;
  endingUs: f64 = 0;
  earlyFinUs: f64 = 0;
  /** Bytes of the server after both had finished, readable or not. */
  answerBytes: f64 = 0;
  /** When the first byte of the first hello came. */
  helloAtUs: f64 = NEVER_US;
  finishedAtUs: f64 = NEVER_US;
  /** What the server chose, and of that the version and the cipher suite; null before ServerHello. */
  serverHello: Entry | null = null;
  version: i32 = 0;
  cipherSuite: i32 = 0;
  /** What the first hello offers; null before it. */
  hello: Entry | null = null;
  /** Name in server_name; null when the extension is absent. */
  serverName: Entry | null = null;
  /** MD5 of the first hello. */
  ja30: i32 = 0;
  ja31: i32 = 0;
  ja32: i32 = 0;
  ja33: i32 = 0;
  /** Where the streams cannot be followed any more, and why. */
  clientLost: GapKind = GapKind.NONE;
  serverLost: GapKind = GapKind.NONE;
  /** Why the capture holds only a part of a hello that reached the server whole. */
  helloLost: GapKind = GapKind.NONE;
  /** The client's first byte while there are too few to tell; -1 without any. */
  firstByte: i32 = -1;
  /** What was seen after the ending, or in spite of it: an alert, for the record. */
  alertAfterEnding: Alert = NO_ALERT;
  /** First bytes of a ServerKeyExchange, up to TLS 1.2: curve type, and named curve; -1 without one. */
  curve: i32 = -1;
  /** The server's certificates, where they cross the wire in clear: how many, -1 without any, and the first. */
  chainLength: i32 = -1;
  leaf: Entry | null = null;
  /** The client's Certificate message, where it crosses the wire in clear. */
  clientCertificate: ClientCertificate = ClientCertificate.NONE;
  /** Records of content type 23 which the client sent before ServerHello. */
  earlyRecords: i32 = 0;
  /** Records of a TLS 1.3 server, alerts aside, after a client's record of which they tell whether it was data. */
  recordsAfterDoubt: i32 = 0;
  /** Records of application data up to TLS 1.2. */
  clientData: i32 = 0;
  serverData: i32 = 0;
  /** The client's first bytes, while they do not yet tell what they are, or are an SSLv2 hello. */
  start: usize = 0;
  startLength: i32 = 0;
  /** Of the bytes that settled it, how many are encrypted data. */
  sealedAtEnd: i32 = 0;
  /** Nothing that follows can change what will be said. */
  settled: bool = false;
  earlyFin: bool = false;
  /** The first hello has the format of SSL 2.0. */
  isSslv2: bool = false;
  /** Data may follow the hello that was encrypted by a key shared before. */
  hasEarlyData: bool = false;
  helloRetried: bool = false;
  /** Records of TLS 1.3 are read by their lengths. */
  hidden: bool = false;
  /** All that the server of a TLS 1.3 handshake said to the client's Finished, and at once, was an encrypted alert. */
  refusedAfterFinished: bool = false;
  /** A limit stopped the analysis. */
  overLimit: bool = false;

  /** Starts over as another conversation, after `release` and `drop`. */
  reset(): void {
    memory.fill(changetype<usize>(this), 0, CONVERSATION_BYTES);
    this.endingAlert = NO_ALERT;
    this.earlyFinAlert = NO_ALERT;
    this.helloAtUs = NEVER_US;
    this.finishedAtUs = NEVER_US;
    this.firstByte = -1;
    this.alertAfterEnding = NO_ALERT;
    this.curve = -1;
    this.chainLength = -1;
    this.clientCertificate = ClientCertificate.NONE;
  }

  @inline
  get flight(): HiddenClientFlight {
    return changetype<HiddenClientFlight>(changetype<usize>(this) + FLIGHT_AT);
  }

  @inline
  get reply(): HiddenServerReply {
    return changetype<HiddenServerReply>(changetype<usize>(this) + REPLY_AT);
  }

  /** The reading of a side, whether it is in use or not. */
  @inline
  readingOf(side: Side): SideReading {
    return changetype<SideReading>(changetype<usize>(this) + (side === Side.CLIENT ? CLIENT_AT : SERVER_AT));
  }

  /** The reading of a side, begun if it was not. */
  reading(side: Side): SideReading {
    const reading = this.readingOf(side);
    if (!reading.inUse) reading.begin(side);
    return reading;
  }

  /** A handshake was begun and has not ended: silence now means that somebody stalled. */
  get handshaking(): bool {
    const phase = this.phase;
    return !this.settled && this.ending === Ending.NONE && phase !== Phase.OPENING && phase !== Phase.FINISHED;
  }

  /** Whether ServerHello chose TLS 1.3, or one of its drafts and experiments, all of which are numbered above TLS 1.2. */
  @inline
  get isTls13(): bool {
    return this.version > TLS12;
  }

  /** Application data that the client sent, as far as can be told. */
  get clientDataRecords(): i32 {
    if (!this.hidden) return this.clientData;
    const flight = this.flight;
    const early = flight.earlyDataTaken ? this.earlyRecords : 0;
    return flight.dataRecords + early + flight.doubtfulRecords(this.recordsAfterDoubt, this.serverDataRecords > 0);
  }

  /** Application data that the server sent, as far as can be told. */
  get serverDataRecords(): i32 {
    return this.serverData + (this.hidden ? this.reply.dataRecords : 0);
  }

  /** Gives back what only reading needs. */
  release(): void {
    const client = this.readingOf(Side.CLIENT);
    const server = this.readingOf(Side.SERVER);
    if (client.inUse) client.giveBack();
    if (server.inUse) server.giveBack();
    this.dropStart();
  }

  dropStart(): void {
    if (this.start !== 0) heap.free(this.start);
    this.start = 0;
    this.startLength = 0;
  }

  /** Gives back what it refers to. */
  drop(): void {
    release(this.serverHello);
    release(this.hello);
    release(this.serverName);
    release(this.leaf);
    this.serverHello = this.hello = this.serverName = this.leaf = null;
  }
}

const FLIGHT_AT: usize = (offsetof<Conversation>() + 7) & ~7;
const REPLY_AT: usize = (FLIGHT_AT + offsetof<HiddenClientFlight>() + 3) & ~3;
const CLIENT_AT: usize = (REPLY_AT + offsetof<HiddenServerReply>() + 3) & ~3;
const SERVER_AT: usize = (CLIENT_AT + offsetof<SideReading>() + 3) & ~3;
export const CONVERSATION_BYTES: usize = (SERVER_AT + offsetof<SideReading>() + 7) & ~7;
