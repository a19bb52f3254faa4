import { u16 } from "../../modules/analyzer/bytes/big-endian";
import type { GapKind, StreamConsumer } from "../../modules/analyzer/flow/stream-consumer";
import { parseClientHello, type ClientHello } from "../../modules/analyzer/tls/client-hello";
import { HandshakeReader, HandshakeType } from "../../modules/analyzer/tls/handshake-messages";
import { classifyOpening } from "../../modules/analyzer/tls/opening";
import { ContentType, RecordReader, type RecordHandler } from "../../modules/analyzer/tls/records";
import { parseServerHello } from "../../modules/analyzer/tls/server-hello";
import { parseSslv2Hello } from "../../modules/analyzer/tls/sslv2-hello";
import { isTls13 } from "../../modules/analyzer/tls/transcript";
import type { Side } from "../../modules/contracts";

const SSLV2_HEADER_BYTES = 2;

/** Collects every ClientHello and every alert in clear, to the end of a connection: far beyond what decides a verdict. */
export class HelloCollector implements StreamConsumer, RecordHandler {
  readonly settled = false;
  readonly handshaking = false;
  readonly hellos: ClientHello[] = [];
  readonly alerts: { readonly side: Side; readonly level: number; readonly code: number }[] = [];
  readonly #client = new SideReader("client", this);
  readonly #server = new SideReader("server", this);
  #opened = false;
  #version: number | null = null;

  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    const from = side === "client" && !this.#opened ? this.#open(bytes, start, end) : start;
    if (this.#opened) this.#reader(side).records.data(bytes, from, end, timeUs);
  }

  gap(side: Side, length: number, kind: GapKind): void {
    this.#reader(side).records.gap(length, kind);
  }

  close(): void {
    // Whatever is left was said before.
  }

  overLimit(): void {
    // Nothing is held here beyond one message.
  }

  fragment(side: Side, type: number, bytes: Uint8Array, start: number, end: number): void {
    const reader = this.#reader(side);
    if (type === ContentType.HANDSHAKE && !reader.encrypted) reader.messages.data(bytes, start, end);
    else if (type === ContentType.ALERT) reader.alert.push(...bytes.subarray(start, end));
  }

  fragmentLost(side: Side, type: number, length: number): void {
    if (type === ContentType.HANDSHAKE) this.#reader(side).messages.gap(length);
  }

  record(side: Side, type: number, length: number): void {
    const reader = this.#reader(side);
    if (type === ContentType.ALERT) {
      const [level, code] = reader.alert;
      if (length === 2 && level !== undefined && code !== undefined) this.alerts.push({ side, level, code });
      reader.alert = [];
    }
    // In TLS 1.3 ChangeCipherSpec is there for the sake of middleboxes alone.
    if (type === ContentType.CHANGE_CIPHER_SPEC) reader.encrypted = this.#version !== null && !isTls13(this.#version);
  }

  notARecord(): void {
    // The reader has stopped.
  }

  recordsLost(): void {
    // The reader has stopped.
  }

  message(side: Side, type: number, bytes: Uint8Array, start: number, end: number, length: number): void {
    if (side === "client" && type === HandshakeType.CLIENT_HELLO) {
      const hello = parseClientHello(bytes, start, end, length);
      if (typeof hello !== "string") this.hellos.push(hello);
    } else if (side === "server" && type === HandshakeType.SERVER_HELLO) {
      const hello = parseServerHello(bytes, start, end, length);
      if (typeof hello !== "string" && !hello.isHelloRetryRequest) this.#version = hello.version;
    }
  }

  #reader(side: Side): SideReader {
    return side === "client" ? this.#client : this.#server;
  }

  /** Where records begin: behind a hello in the format of SSL 2.0, which is no record. */
  #open(bytes: Uint8Array, start: number, end: number): number {
    this.#opened = true;
    if (classifyOpening(bytes, start, end) !== "sslv2") return start;
    const helloEnd = start + SSLV2_HEADER_BYTES + (u16(bytes, start) & 0x7fff);
    const hello = parseSslv2Hello(bytes, start + SSLV2_HEADER_BYTES, Math.min(helloEnd, end));
    if (typeof hello !== "string") this.hellos.push(hello);
    return Math.min(helloEnd, end);
  }
}

/** Where the reading of one side stands. */
class SideReader {
  readonly records: RecordReader;
  readonly messages: HandshakeReader;
  encrypted = false;
  /** Bytes of the current alert record. */
  alert: number[] = [];

  constructor(side: Side, collector: HelloCollector) {
    this.records = new RecordReader(side, collector);
    this.messages = new HandshakeReader({
      message: (type, bytes, start, end, length) => {
        collector.message(side, type, bytes, start, end, length);
      },
    });
  }
}
