import { u16 } from "../../modules/analyzer/bytes/big-endian";
import type { GapKind, StreamConsumer } from "../../modules/analyzer/flow/stream-consumer";
import { parseClientHello, type ClientHello } from "../../modules/analyzer/tls/client-hello";
import { HandshakeReader, HandshakeType, type MessageHandler } from "../../modules/analyzer/tls/handshake-messages";
import { classifyOpening } from "../../modules/analyzer/tls/opening";
import { ContentType, RecordReader, type RecordHandler } from "../../modules/analyzer/tls/records";
import { parseServerHello } from "../../modules/analyzer/tls/server-hello";
import { SideReading } from "../../modules/analyzer/tls/side-reading";
import { parseSslv2Hello } from "../../modules/analyzer/tls/sslv2-hello";
import { isTls13 } from "../../modules/analyzer/tls/transcript";
import type { Side } from "../../modules/contracts";

const SSLV2_HEADER_BYTES = 2;

/** Collects every ClientHello and every alert in clear, to the end of a connection: far beyond what decides a verdict. */
export class HelloCollector implements StreamConsumer, RecordHandler, MessageHandler {
  readonly settled = false;
  readonly handshaking = false;
  readonly hellos: ClientHello[] = [];
  readonly alerts: { readonly side: Side; readonly level: number; readonly code: number }[] = [];
  readonly #records = new RecordReader(this);
  readonly #messages = new HandshakeReader(this);
  readonly #client = new SideReading("client");
  readonly #server = new SideReading("server");
  /** Bytes of the current alert record of each side. */
  readonly #alert = { client: [] as number[], server: [] as number[] };
  #opened = false;
  #version: number | null = null;

  data(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const from = side === "client" && !this.#opened ? this.#open(bytes, start, end) : start;
    if (this.#opened) this.#records.data(this.#reading(side), bytes, from, end);
  }

  gap(side: Side, length: number, kind: GapKind): void {
    this.#records.gap(this.#reading(side), length, kind);
  }

  close(): void {
    // Whatever is left was said before.
  }

  overLimit(): void {
    // Nothing is held here beyond one message.
  }

  fragment(reading: SideReading, bytes: Uint8Array, start: number, end: number): void {
    const { type, side, encrypted } = reading;
    if (type === ContentType.HANDSHAKE && !encrypted) this.#messages.data(reading, bytes, start, end);
    else if (type === ContentType.ALERT) this.#alert[side].push(...bytes.subarray(start, end));
  }

  fragmentLost(reading: SideReading, length: number): void {
    if (reading.type === ContentType.HANDSHAKE) this.#messages.gap(reading, length);
  }

  record(reading: SideReading): void {
    const { type, side, length } = reading;
    if (type === ContentType.ALERT) {
      const [level, code] = this.#alert[side];
      if (length === 2 && level !== undefined && code !== undefined) this.alerts.push({ side, level, code });
      this.#alert[side] = [];
    }
    // In TLS 1.3 ChangeCipherSpec is there for the sake of middleboxes alone.
    if (type === ContentType.CHANGE_CIPHER_SPEC) reading.encrypted = this.#version !== null && !isTls13(this.#version);
  }

  notARecord(): void {
    // The reader has stopped.
  }

  recordsLost(): void {
    // The reader has stopped.
  }

  message({ side, messageType, messageLength }: SideReading, bytes: Uint8Array, start: number, end: number): void {
    if (side === "client" && messageType === HandshakeType.CLIENT_HELLO) {
      const hello = parseClientHello(bytes, start, end, messageLength);
      if (typeof hello !== "string") this.hellos.push(hello);
    } else if (side === "server" && messageType === HandshakeType.SERVER_HELLO) {
      const hello = parseServerHello(bytes, start, end, messageLength);
      if (typeof hello !== "string" && !hello.isHelloRetryRequest) this.#version = hello.version;
    }
  }

  #reading(side: Side): SideReading {
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
