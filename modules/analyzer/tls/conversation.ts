import type { Side } from "../../contracts";
import { u8 } from "../bytes/big-endian";
import { joined } from "../bytes/joined";
import type { GapKind, StreamConsumer } from "../flow/stream-consumer";
import { HandshakeNotes, type NotesReader } from "./handshake-notes";
import type { HiddenClientFlight, HiddenServerReply } from "./hidden-records";
import { classifyOpening, MAX_OPENING_BYTES } from "./opening";
import { ContentType, type RecordHandler } from "./records";
import { SideReading, type SideMessageHandler } from "./side-reading";
import { parseSslv2Hello } from "./sslv2-hello";
import {
  clientDataRecords,
  isTls13,
  serverDataRecords,
  type AlertSeen,
  type Ending,
  type Transcript,
} from "./transcript";

const WARNING = 1;
const CLOSE_NOTIFY = 0;
const USER_CANCELED = 90;

const SSLV2_HEADER_BYTES = 2;

/**
 * How long after the client's Finished an encrypted alert still answers it. Verification of a client certificate takes
 * milliseconds; servers that close an idle connection wait for seconds.
 */
const REFUSAL_SECONDS = 1;

/** Reads both sides of one TLS conversation and notes what is seen, up to the first event that decides. */
export class Conversation implements StreamConsumer, RecordHandler, SideMessageHandler, NotesReader {
  #client: SideReading | null = null;
  #server: SideReading | null = null;
  readonly #notes = new HandshakeNotes(this);
  /** The client's first bytes, while they do not yet tell what they are, or are an SSLv2 hello. */
  #start: Uint8Array = NOTHING;
  #settled = false;
  /** Of the bytes that settled it, how many are encrypted data. */
  #sealedAtEnd = 0;

  get transcript(): Transcript {
    return this.#notes.transcript;
  }

  get settled(): boolean {
    return this.#settled;
  }

  get handshaking(): boolean {
    const { phase, ending } = this.transcript;
    return !this.#settled && ending === null && phase !== "opening" && phase !== "finished";
  }

  /** Of the bytes of `side` that came last, how many are encrypted data of which only the length is ever told. */
  sealedBytes(side: Side): number {
    if (this.transcript.phase !== "finished") return 0;
    return this.#readingOf(side)?.records.sealedBytes ?? this.#sealedAtEnd;
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    this.#notes.timeUs = timeUs;
    this.#countAnswer(side, end - start);
    if (side === "client") this.#clientData(bytes, start, end);
    // What a server says before its client's first byte is no answer: a banner of another protocol, mostly.
    else if (this.transcript.opening !== null) this.#reading("server").records.data(bytes, start, end, timeUs);
    if (this.#settled) {
      this.#sealedAtEnd = this.#readingOf(side)?.records.sealedBytes ?? 0;
      this.release();
    }
  }

  gap(side: Side, length: number, kind: GapKind): void {
    const { transcript } = this;
    this.#countAnswer(side, length);
    if (side === "client" && (transcript.opening === null || transcript.opening === "sslv2"))
      this.recordsLost(side, kind);
    else this.#reading(side).records.gap(length, kind);
    if (this.#settled) this.release();
  }

  close(side: Side, how: "fin" | "rst", timeUs: number): void {
    this.#notes.close({ how, side, alert: this.#readingOf(side)?.lastWarning ?? null, timeUs });
  }

  overLimit(): void {
    if (this.transcript.ending !== null || this.#settled) return;
    this.transcript.overLimit = true;
    this.#settled = true;
    this.release();
  }

  /** Nothing more will be read: gives back what only reading needs. The transcript stays. */
  release(): void {
    if (this.#client !== null) SideReading.giveBack(this.#client);
    if (this.#server !== null) SideReading.giveBack(this.#server);
    this.#client = null;
    this.#server = null;
    this.#start = NOTHING;
  }

  get clientGap(): GapKind {
    return this.#client?.gapKind ?? "unseen";
  }

  fragment(side: Side, type: number, bytes: Uint8Array, start: number, end: number): void {
    const reading = this.#reading(side);
    if (type === ContentType.HANDSHAKE && !reading.encrypted) reading.messages.data(bytes, start, end);
    else if (type === ContentType.ALERT) reading.takeAlert(bytes, start, end);
  }

  fragmentLost(side: Side, type: number, length: number, kind: GapKind): void {
    const reading = this.#reading(side);
    if (type === ContentType.ALERT) reading.alertBytes += length;
    if (type !== ContentType.HANDSHAKE || reading.encrypted) return;
    reading.gapKind = kind;
    reading.messages.gap(length);
    if (reading.messages.lost) this.recordsLost(side, kind);
  }

  record(side: Side, type: number, length: number, timeUs: number): void {
    this.#notes.timeUs = timeUs;
    switch (type) {
      case ContentType.ALERT:
        this.#alertRecord(side, length);
        break;
      case ContentType.HANDSHAKE:
        if (this.#reading(side).encrypted) this.#finished(side);
        break;
      case ContentType.CHANGE_CIPHER_SPEC:
        this.#changeCipherSpec(side);
        break;
      case ContentType.APPLICATION_DATA:
        this.#applicationData(side, length);
        break;
      default:
        break;
    }
  }

  notARecord(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const { transcript } = this;
    if (transcript.ending !== null || transcript.phase === "finished") return;
    if (side === "client" && transcript.phase === "hello-begun") {
      this.#notes.end({ how: "malformed-hello", side, timeUs: this.#notes.timeUs });
      return;
    }
    const what = startsHttp(bytes, start, end) ? "http" : "bytes";
    this.#notes.end({ how: "intrusion", side, what, timeUs: this.#notes.timeUs });
  }

  recordsLost(side: Side, kind: GapKind): void {
    this.#reading(side).records.stop();
    if (side === "client") this.transcript.clientLost ??= kind;
    else this.transcript.serverLost ??= kind;
    if (this.transcript.clientLost !== null && this.transcript.serverLost !== null) this.#settled = true;
  }

  message(side: Side, type: number, bytes: Uint8Array, start: number, end: number, length: number): void {
    this.#notes.message(side, type, bytes, start, end, length);
    if (this.transcript.overLimit) this.#settled = true;
  }

  /** Reading goes on only for an alert that explains a hello which is none. */
  ended(ending: Ending): void {
    if (ending.how === "malformed-hello") return;
    this.#settled = true;
    // What follows in the same segment is not read either.
    this.#client?.records.stop();
    this.#server?.records.stop();
  }

  serverLost(): void {
    this.recordsLost("server", this.#reading("server").gapKind);
  }

  #countAnswer(side: Side, length: number): void {
    if (side === "server" && this.transcript.phase === "finished") this.transcript.answerBytes += length;
  }

  #reading(side: Side): SideReading {
    if (side === "client") return (this.#client ??= SideReading.take("client", this));
    return (this.#server ??= SideReading.take("server", this));
  }

  #readingOf(side: Side): SideReading | null {
    return side === "client" ? this.#client : this.#server;
  }

  #clientData(bytes: Uint8Array, start: number, end: number): void {
    const { transcript } = this;
    switch (transcript.opening) {
      case "tls":
        this.#reading("client").records.data(bytes, start, end, this.#notes.timeUs);
        return;
      case null:
        // Behind a hole nothing tells where a record begins, or that there are any.
        if (transcript.clientLost === null) this.#open(bytes, start, end);
        return;
      case "sslv2":
        this.#sslv2(bytes, start, end);
        return;
      default:
        return;
    }
  }

  /** Tells from the first bytes what the client speaks. */
  #open(bytes: Uint8Array, start: number, end: number): void {
    const { transcript } = this;
    if (transcript.helloAtUs < 0) transcript.helloAtUs = this.#notes.timeUs;
    const split = this.#start.length > 0;
    const first = split ? joined(this.#start, bytes, start, end) : bytes;
    const from = split ? 0 : start;
    const to = split ? first.length : end;
    const opening = classifyOpening(first, from, to);
    if (opening === null && to - from < MAX_OPENING_BYTES) {
      this.#start = first.slice(from, to);
      transcript.firstByte = u8(first, from);
      return;
    }
    this.#start = NOTHING;
    transcript.opening = opening ?? "other";
    if (transcript.opening === "tls" || transcript.opening === "sslv2") {
      this.#notes.step("client/hello-begun");
      this.#clientData(first, from, to);
    } else this.#settled = true;
  }

  /** The two-byte header holds the length of the whole hello; records follow it. */
  #sslv2(bytes: Uint8Array, start: number, end: number): void {
    const { transcript } = this;
    if (transcript.hello !== null) {
      this.#reading("client").records.data(bytes, start, end, this.#notes.timeUs);
      return;
    }
    const held = joined(this.#start, bytes, start, end);
    this.#start = held;
    if (held.length < SSLV2_HEADER_BYTES) return;
    const helloEnd = SSLV2_HEADER_BYTES + (((u8(held, 0) & 0x7f) << 8) | u8(held, 1));
    if (held.length < helloEnd) return;
    const hello = parseSslv2Hello(held, SSLV2_HEADER_BYTES, helloEnd);
    this.#start = NOTHING;
    if (typeof hello === "string") {
      this.#notes.end({ how: "malformed-hello", side: "client", timeUs: this.#notes.timeUs });
      return;
    }
    this.#notes.helloSent(hello);
    if (held.length > helloEnd) this.#reading("client").records.data(held, helloEnd, held.length, this.#notes.timeUs);
  }

  #changeCipherSpec(side: Side): void {
    const { transcript } = this;
    // In TLS 1.3 it is there for the sake of middleboxes alone, and may come before ServerHello.
    if (transcript.serverHello === null || isTls13(transcript.serverHello.version)) return;
    this.#reading(side).encrypted = true;
    if (side === "client") this.#notes.step("client/key-exchange");
  }

  #finished(side: Side): void {
    const reading = this.#reading(side);
    if (reading.finished) return;
    reading.finished = true;
    this.#notes.step(side === "client" ? "client/finished" : "server/finished");
  }

  #applicationData(side: Side, length: number): void {
    const { transcript } = this;
    const { hiddenClientFlight: flight, hiddenServerReply: reply } = transcript;
    if (flight !== null && reply !== null) {
      if (side === "client") this.#hiddenClientRecord(flight, length);
      else this.#hiddenServerRecord(flight, reply, length);
    } else if (this.#reading(side).encrypted) {
      if (side === "client") transcript.clientData++;
      else transcript.serverData++;
    } else if (side === "client" && transcript.serverHello === null) transcript.earlyRecords++;
    if (transcript.phase === "finished" && clientDataRecords(transcript) > 0 && serverDataRecords(transcript) > 0) {
      this.#settled = true;
    }
  }

  #hiddenClientRecord(flight: HiddenClientFlight, length: number): void {
    const meaning = flight.accept(length);
    if (!flight.finished) {
      if (meaning === "alert")
        this.#notes.end({ how: "alert", side: "client", alert: HIDDEN_CLIENT_ALERT, timeUs: this.#notes.timeUs });
      return;
    }
    if (this.transcript.phase !== "finished") this.#notes.step("client/hidden-finished");
  }

  #hiddenServerRecord(flight: HiddenClientFlight, reply: HiddenServerReply, length: number): void {
    const { transcript } = this;
    if (transcript.phase !== "finished") {
      this.#notes.step("server/hidden-flight");
      return;
    }
    const meaning = reply.accept(length);
    if (meaning !== "alert" && flight.inDoubt) transcript.recordsAfterDoubt++;
    if (meaning === "alert" && reply.silent && !flight.saidGoodbye) {
      transcript.refusedAfterFinished = this.#notes.timeUs - transcript.finishedAtUs <= REFUSAL_SECONDS * 1e6;
    } else if (!reply.silent) transcript.refusedAfterFinished = false;
  }

  #alertRecord(side: Side, length: number): void {
    const reading = this.#reading(side);
    const alert = reading.alert(length);
    if (this.transcript.ending !== null) {
      this.transcript.alertAfterEnding ??= alert;
      return;
    }
    if (alert.code !== null && this.#isWarning(alert)) {
      reading.lastWarning = alert;
      return;
    }
    // After close_notify user_canceled is what the sender meant to say.
    const meant =
      alert.code === CLOSE_NOTIFY && reading.lastWarning?.code === USER_CANCELED ? reading.lastWarning : alert;
    this.#notes.end({ how: "alert", side, alert: meant, timeUs: this.#notes.timeUs });
  }

  /** Warnings other than close_notify decide nothing; TLS 1.3 ignores the level (RFC 8446 section 6). */
  #isWarning(alert: AlertSeen): boolean {
    if (alert.code === USER_CANCELED) return true;
    if (alert.code === CLOSE_NOTIFY || alert.level !== WARNING) return false;
    const { serverHello } = this.transcript;
    return serverHello === null || !isTls13(serverHello.version);
  }
}

const NOTHING = new Uint8Array(0);
const HIDDEN_CLIENT_ALERT: AlertSeen = { by: "client", level: null, code: null };

function startsHttp(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 5 && Buffer.from(bytes.buffer, bytes.byteOffset + start, 5).toString("latin1") === "HTTP/";
}
