import { NEVER_US } from "../capture/packet";
import { parseCertificateChain } from "./certificate";
import { parseClientHello, type ClientHello } from "./client-hello";
import type { ConversationState } from "./conversation-state";
import { HandshakeType, MAX_MESSAGE_BYTES } from "./handshake-messages";
import { HiddenClientFlight, HiddenServerReply } from "./hidden-records";
import { isAnswered, nextPhase, type Step } from "./phases";
import { parseServerHello } from "./server-hello";
import { parseServerKeyExchangeGroup } from "./server-key-exchange";
import type { SideReading } from "./side-reading";
import { isTls13, type Ending, type Transcript } from "./transcript";

/** What the notes tell whoever reads the streams. */
export interface NotesReader {
  /** The first decisive event was noted. */
  ended(ending: Ending): void;
  /** The server's messages cannot be made sense of any more. */
  serverLost(): void;
}

/**
 * Keeps the transcripts: notes handshake messages and how far they bring the handshake, up to what decides it.
 *
 * One for all conversations; `conversation` and `timeUs` say what is being read.
 */
export class HandshakeNotes {
  readonly #reader: NotesReader;
  conversation: ConversationState;
  /** Packet time. */
  timeUs = NEVER_US;

  constructor(reader: NotesReader, conversation: ConversationState) {
    this.#reader = reader;
    this.conversation = conversation;
  }

  get transcript(): Transcript {
    return this.conversation.transcript;
  }

  step(step: Step): void {
    const { transcript } = this;
    const next = nextPhase(transcript.phase, step);
    if (next === "finished" && transcript.phase !== "finished") transcript.finishedAtUs = this.timeUs;
    transcript.phase = next;
  }

  /** Keeps the first decisive event. */
  end(ending: Ending): void {
    const { transcript } = this;
    if (transcript.ending !== null) return;
    transcript.ending = ending;
    this.#reader.ended(ending);
  }

  /** One side ended its stream. */
  close(ending: Ending): void {
    const { conversation, transcript } = this;
    if (transcript.ending !== null) return;
    const isEarly = transcript.opening === null && ending.side === "server" && ending.how === "fin";
    if (isEarly) conversation.earlyFin = ending;
    else this.end(conversation.earlyFin ?? ending);
  }

  /** A handshake message is complete; the arguments are those of `MessageHandler`. */
  message(reading: SideReading, bytes: Uint8Array, start: number, end: number): void {
    if (this.transcript.ending !== null) return;
    if (reading.side === "client") this.#clientMessage(reading, bytes, start, end);
    else this.#serverMessage(reading, bytes, start, end);
  }

  /** A hello in whichever format came whole. */
  helloSent(hello: ClientHello | null): void {
    if (hello !== null) this.transcript.hello ??= hello;
    this.step("client/hello");
    // Nobody will answer: the server had left while the hello was on its way.
    if (this.conversation.earlyFin !== null) this.end(this.conversation.earlyFin);
  }

  #clientMessage(reading: SideReading, bytes: Uint8Array, start: number, end: number): void {
    const { transcript } = this;
    const type = reading.messageType;
    if (transcript.phase === "hello-begun" && type !== HandshakeType.CLIENT_HELLO) {
      this.end({ how: "malformed-hello", side: "client", timeUs: this.timeUs });
      return;
    }
    switch (type) {
      case HandshakeType.CLIENT_HELLO:
        this.#clientHello(reading, bytes, start, end);
        break;
      case HandshakeType.CERTIFICATE:
        // Three bytes hold the length of an empty list.
        transcript.clientCertificate = reading.messageLength <= 3 ? "empty" : "full";
        break;
      case HandshakeType.CLIENT_KEY_EXCHANGE:
        this.step("client/key-exchange");
        break;
      default:
        break;
    }
  }

  #clientHello(reading: SideReading, bytes: Uint8Array, start: number, end: number): void {
    const { transcript } = this;
    const length = reading.messageLength;
    switch (transcript.phase) {
      case "hello-begun": {
        if (length > MAX_MESSAGE_BYTES) {
          transcript.overLimit = true;
          return;
        }
        const hello = end - start < length ? "truncated" : parseClientHello(bytes, start, end);
        if (hello === "malformed") {
          this.end({ how: "malformed-hello", side: "client", timeUs: this.timeUs });
          return;
        }
        if (hello === "truncated") transcript.helloLost = reading.gapKind;
        else transcript.hello = hello;
        break;
      }
      case "retry-requested":
        transcript.helloRetried = true;
        break;
      case "hello-sent":
      case "hello-retried":
        this.end({ how: "intrusion", side: "client", what: "second-hello", timeUs: this.timeUs });
        return;
      default:
        return;
    }
    this.helloSent(null);
  }

  #serverMessage(reading: SideReading, bytes: Uint8Array, start: number, end: number): void {
    const { transcript } = this;
    const length = reading.messageLength;
    switch (reading.messageType) {
      case HandshakeType.SERVER_HELLO:
        this.#serverHello(bytes, start, end, length);
        break;
      case HandshakeType.HELLO_RETRY_REQUEST_DRAFT:
        this.step("server/hello-retry-request");
        break;
      case HandshakeType.CERTIFICATE:
        if (end - start === length) transcript.certificates = readable(parseCertificateChain(bytes, start, end));
        break;
      case HandshakeType.SERVER_KEY_EXCHANGE:
        if (end - start < length || transcript.serverHello === null) return;
        transcript.keyExchangeGroup = parseServerKeyExchangeGroup(
          transcript.serverHello.cipherSuite,
          bytes,
          start,
          end,
        );
        break;
      case HandshakeType.SERVER_HELLO_DONE:
        this.step("server/hello-done");
        break;
      default:
        break;
    }
  }

  #serverHello(bytes: Uint8Array, start: number, end: number, length: number): void {
    const { transcript } = this;
    const hello = end - start < length ? "truncated" : parseServerHello(bytes, start, end);
    if (hello === "malformed") {
      this.end({ how: "intrusion", side: "server", what: "bytes", timeUs: this.timeUs });
      return;
    }
    if (hello === "truncated") {
      // Whether this was an answer or a request for another hello is in the part that cannot be read.
      if (!isAnswered(transcript.phase)) this.#reader.serverLost();
      return;
    }
    if (hello.isHelloRetryRequest) {
      this.step("server/hello-retry-request");
      return;
    }
    if (isAnswered(transcript.phase)) return;
    transcript.serverHello = hello;
    this.step("server/hello");
    if (!isTls13(hello.version)) return;
    const { conversation } = this;
    conversation.flight ??= new HiddenClientFlight();
    conversation.reply ??= new HiddenServerReply();
    const hasEarlyData = transcript.hello?.hasEarlyData ?? false;
    transcript.hiddenClientFlight = conversation.flight.begin(hello.cipherSuite, hasEarlyData);
    transcript.hiddenServerReply = conversation.reply.begin(hello.cipherSuite);
  }
}

function readable<T>(parsed: T | "truncated" | "malformed"): T | null {
  return parsed === "truncated" || parsed === "malformed" ? null : parsed;
}
