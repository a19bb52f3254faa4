import type { Side } from "../../contracts";
import type { GapKind } from "../flow/stream-consumer";
import { alertOf, CLOSE_NOTIFY, isWarning, takeAlert, USER_CANCELED } from "./alert-record";
import { ClientOpening, NOTHING } from "./client-opening";
import type { ConversationState } from "./conversation-state";
import { DataRecords } from "./data-records";
import { HandshakeNotes, type NotesReader } from "./handshake-notes";
import { HandshakeReader, type MessageHandler } from "./handshake-messages";
import { ContentType, RecordReader, sealedBytes, type RecordHandler } from "./records";
import { SideReading } from "./side-reading";
import { isTls13, Transcript, type Ending } from "./transcript";

/** Before the first conversation. */
const NOBODY: ConversationState = {
  settled: true,
  transcript: new Transcript(),
  client: null,
  server: null,
  flight: null,
  reply: null,
  start: NOTHING,
  sealedAtEnd: 0,
  earlyFin: null,
};

/** Reads both sides of TLS conversations and notes what is seen of each, up to the first event that decides. */
export class ConversationReader implements RecordHandler, MessageHandler, NotesReader {
  readonly #records = new RecordReader(this);
  readonly #messages = new HandshakeReader(this);
  readonly #notes = new HandshakeNotes(this, NOBODY);
  readonly #dataRecords = new DataRecords(this.#notes);
  readonly #opening = new ClientOpening(this.#notes, (bytes, start, end) => {
    this.#records.data(this.#reading("client"), bytes, start, end);
  });
  /** The one being read. */
  #conversation: ConversationState = NOBODY;

  data(
    conversation: ConversationState,
    side: Side,
    bytes: Uint8Array,
    start: number,
    end: number,
    timeUs: number,
  ): void {
    this.#turnTo(conversation);
    this.#notes.timeUs = timeUs;
    this.#countAnswer(side, end - start);
    if (side === "client") this.#clientData(bytes, start, end);
    // What a server says before its client's first byte is no answer: a banner of another protocol, mostly.
    else if (conversation.transcript.opening !== null) this.#records.data(this.#reading("server"), bytes, start, end);
    if (conversation.settled) {
      const reading = readingOf(conversation, side);
      conversation.sealedAtEnd = reading === null ? 0 : sealedBytes(reading);
      this.release(conversation);
    }
  }

  gap(conversation: ConversationState, side: Side, length: number, kind: GapKind, timeUs: number): void {
    this.#turnTo(conversation);
    this.#notes.timeUs = timeUs;
    const { opening } = conversation.transcript;
    this.#countAnswer(side, length);
    const reading = this.#reading(side);
    if (side === "client" && (opening === null || opening === "sslv2")) this.recordsLost(reading, kind);
    else this.#records.gap(reading, length, kind);
    if (conversation.settled) this.release(conversation);
  }

  close(conversation: ConversationState, side: Side, how: "fin" | "rst", timeUs: number): void {
    this.#turnTo(conversation);
    this.#notes.close({ how, side, alert: readingOf(conversation, side)?.lastWarning ?? null, timeUs });
  }

  overLimit(conversation: ConversationState): void {
    if (conversation.transcript.ending !== null || conversation.settled) return;
    conversation.transcript.overLimit = true;
    conversation.settled = true;
    this.release(conversation);
  }

  /** Of the bytes of `side` that came last, how many are encrypted data of which only the length is ever told. */
  sealedBytes(conversation: ConversationState, side: Side): number {
    if (conversation.transcript.phase !== "finished") return 0;
    const reading = readingOf(conversation, side);
    return reading === null ? conversation.sealedAtEnd : sealedBytes(reading);
  }

  /** Gives back what only reading needs. */
  release(conversation: ConversationState): void {
    const { client, server } = conversation;
    if (client !== null) this.#giveBack(client);
    if (server !== null) this.#giveBack(server);
    conversation.client = null;
    conversation.server = null;
    conversation.start = NOTHING;
  }

  fragment(reading: SideReading, bytes: Uint8Array, start: number, end: number): void {
    if (reading.type === ContentType.HANDSHAKE && !reading.encrypted) this.#messages.data(reading, bytes, start, end);
    else if (reading.type === ContentType.ALERT) takeAlert(reading, bytes, start, end);
  }

  fragmentLost(reading: SideReading, length: number, kind: GapKind): void {
    if (reading.type === ContentType.ALERT) reading.alertBytes += length;
    if (reading.type !== ContentType.HANDSHAKE || reading.encrypted) return;
    reading.gapKind = kind;
    this.#messages.gap(reading, length);
    if (reading.messagesLost) this.recordsLost(reading, kind);
  }

  record(reading: SideReading): void {
    switch (reading.type) {
      case ContentType.ALERT:
        this.#alertRecord(reading);
        break;
      case ContentType.HANDSHAKE:
        if (reading.encrypted) this.#finished(reading);
        break;
      case ContentType.CHANGE_CIPHER_SPEC:
        this.#changeCipherSpec(reading);
        break;
      case ContentType.APPLICATION_DATA:
        this.#dataRecords.take(reading);
        break;
      default:
        break;
    }
  }

  notARecord({ side }: SideReading, bytes: Uint8Array, start: number, end: number): void {
    const transcript = this.#transcript;
    if (transcript.ending !== null || transcript.phase === "finished") return;
    if (side === "client" && transcript.phase === "hello-begun") {
      this.#notes.end({ how: "malformed-hello", side, timeUs: this.#notes.timeUs });
      return;
    }
    const what = startsHttp(bytes, start, end) ? "http" : "bytes";
    this.#notes.end({ how: "intrusion", side, what, timeUs: this.#notes.timeUs });
  }

  recordsLost(reading: SideReading, kind: GapKind): void {
    const transcript = this.#transcript;
    reading.stopped = true;
    if (reading.side === "client") transcript.clientLost ??= kind;
    else transcript.serverLost ??= kind;
    if (transcript.clientLost !== null && transcript.serverLost !== null) this.#conversation.settled = true;
  }

  message(reading: SideReading, bytes: Uint8Array, start: number, end: number): void {
    this.#notes.message(reading, bytes, start, end);
    if (this.#transcript.overLimit) this.#conversation.settled = true;
  }

  /** Reading goes on only for an alert that explains a hello which is none. */
  ended(ending: Ending): void {
    if (ending.how === "malformed-hello") return;
    const conversation = this.#conversation;
    conversation.settled = true;
    // What follows in the same segment is not read either.
    if (conversation.client !== null) conversation.client.stopped = true;
    if (conversation.server !== null) conversation.server.stopped = true;
  }

  serverLost(): void {
    const reading = this.#reading("server");
    this.recordsLost(reading, reading.gapKind);
  }

  get #transcript(): Transcript {
    return this.#conversation.transcript;
  }

  #turnTo(conversation: ConversationState): void {
    this.#conversation = conversation;
    this.#notes.conversation = conversation;
  }

  #countAnswer(side: Side, length: number): void {
    if (side === "server" && this.#transcript.phase === "finished") this.#transcript.answerBytes += length;
  }

  #reading(side: Side): SideReading {
    const conversation = this.#conversation;
    if (side === "client") return (conversation.client ??= SideReading.take("client"));
    return (conversation.server ??= SideReading.take("server"));
  }

  #giveBack(reading: SideReading): void {
    this.#messages.drop(reading);
    SideReading.giveBack(reading);
  }

  #clientData(bytes: Uint8Array, start: number, end: number): void {
    const conversation = this.#conversation;
    const { opening, clientLost } = conversation.transcript;
    if (opening === "tls") this.#records.data(this.#reading("client"), bytes, start, end);
    else if (opening === "sslv2") this.#opening.sslv2(conversation, bytes, start, end);
    // Behind a hole nothing tells where a record begins, or that there are any.
    else if (opening === null && clientLost === null) this.#opening.open(conversation, bytes, start, end);
  }

  #changeCipherSpec(reading: SideReading): void {
    const { serverHello } = this.#transcript;
    // In TLS 1.3 it is there for the sake of middleboxes alone, and may come before ServerHello.
    if (serverHello === null || isTls13(serverHello.version)) return;
    reading.encrypted = true;
    if (reading.side === "client") this.#notes.step("client/key-exchange");
  }

  #finished(reading: SideReading): void {
    if (reading.finished) return;
    reading.finished = true;
    this.#notes.step(reading.side === "client" ? "client/finished" : "server/finished");
  }

  #alertRecord(reading: SideReading): void {
    const transcript = this.#transcript;
    const alert = alertOf(reading);
    if (transcript.ending !== null) {
      transcript.alertAfterEnding ??= alert;
      return;
    }
    if (alert.code !== null && isWarning(alert, transcript)) {
      reading.lastWarning = alert;
      return;
    }
    // After close_notify user_canceled is what the sender meant to say.
    const meant =
      alert.code === CLOSE_NOTIFY && reading.lastWarning?.code === USER_CANCELED ? reading.lastWarning : alert;
    this.#notes.end({ how: "alert", side: reading.side, alert: meant, timeUs: this.#notes.timeUs });
  }
}

function startsHttp(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 5 && Buffer.from(bytes.buffer, bytes.byteOffset + start, 5).toString("latin1") === "HTTP/";
}

function readingOf({ client, server }: ConversationState, side: Side): SideReading | null {
  return side === "client" ? client : server;
}
