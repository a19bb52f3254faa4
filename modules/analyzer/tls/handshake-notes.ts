import type { Side } from "../../contracts";
import { NEVER_US } from "../capture/packet";
import type { GapKind } from "../flow/stream-consumer";
import { parseCertificateChain } from "./certificate";
import { parseClientHello, type ClientHello } from "./client-hello";
import { HandshakeType, MAX_MESSAGE_BYTES } from "./handshake-messages";
import { HiddenClientFlight, HiddenServerReply } from "./hidden-records";
import { isAnswered, nextPhase, type Step } from "./phases";
import { parseServerHello } from "./server-hello";
import { parseServerKeyExchangeGroup } from "./server-key-exchange";
import { emptyTranscript, isTls13, type Ending, type Transcript } from "./transcript";

/** What the notes ask of whoever reads the streams. */
export interface NotesReader {
  /** Why a part of the client's messages is missing, if one is. */
  readonly clientGap: GapKind;
  /** The first decisive event was noted. */
  ended(ending: Ending): void;
  /** The server's messages cannot be made sense of any more. */
  serverLost(): void;
}

/** Keeps the transcript: notes handshake messages and how far they bring the handshake, up to what decides it. */
export class HandshakeNotes {
  readonly transcript: Transcript = emptyTranscript();
  readonly #reader: NotesReader;
  /** The server's FIN that came before the client's first byte; the client may speak on all the same. */
  #earlyFin: Ending | null = null;

  /** Packet time of what is being read. */
  timeUs = NEVER_US;

  constructor(reader: NotesReader) {
    this.#reader = reader;
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
    const { transcript } = this;
    if (transcript.ending !== null) return;
    if (transcript.opening === null && ending.side === "server" && ending.how === "fin") this.#earlyFin = ending;
    else this.end(this.#earlyFin ?? ending);
  }

  /** A handshake message of `side` is complete; the arguments are those of `MessageHandler`. */
  message(side: Side, type: number, bytes: Uint8Array, start: number, end: number, length: number): void {
    if (this.transcript.ending !== null) return;
    if (side === "client") this.#clientMessage(type, bytes, start, end, length);
    else this.#serverMessage(type, bytes, start, end, length);
  }

  /** A hello in whichever format came whole. */
  helloSent(hello: ClientHello | null): void {
    if (hello !== null) this.transcript.hello ??= hello;
    this.step("client/hello");
    // Nobody will answer: the server had left while the hello was on its way.
    if (this.#earlyFin !== null) this.end(this.#earlyFin);
  }

  #clientMessage(type: number, bytes: Uint8Array, start: number, end: number, length: number): void {
    const { transcript } = this;
    if (transcript.phase === "hello-begun" && type !== HandshakeType.CLIENT_HELLO) {
      this.end({ how: "malformed-hello", side: "client", timeUs: this.timeUs });
      return;
    }
    switch (type) {
      case HandshakeType.CLIENT_HELLO:
        this.#clientHello(bytes, start, end, length);
        break;
      case HandshakeType.CERTIFICATE:
        // Three bytes hold the length of an empty list.
        transcript.clientCertificate = length <= 3 ? "empty" : "full";
        break;
      case HandshakeType.CLIENT_KEY_EXCHANGE:
        this.step("client/key-exchange");
        break;
      default:
        break;
    }
  }

  #clientHello(bytes: Uint8Array, start: number, end: number, length: number): void {
    const { transcript } = this;
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
        if (hello === "truncated") transcript.helloLost = this.#reader.clientGap;
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

  #serverMessage(type: number, bytes: Uint8Array, start: number, end: number, length: number): void {
    const { transcript } = this;
    switch (type) {
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
    transcript.hiddenClientFlight = new HiddenClientFlight(hello.cipherSuite, transcript.hello?.hasEarlyData ?? false);
    transcript.hiddenServerReply = new HiddenServerReply(hello.cipherSuite);
  }
}

function readable<T>(parsed: T | "truncated" | "malformed"): T | null {
  return parsed === "truncated" || parsed === "malformed" ? null : parsed;
}
