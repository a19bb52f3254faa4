import type { Connection } from "../../modules/analyzer/flow/connection";
import type { Side } from "../../modules/contracts";
import type { RecordEngine, RecordHandler, SideReading } from "../modules/analyzer/tls/record-engine";
import type { FingerprintedHello, TlsEngine } from "../modules/analyzer/tls/tls-engine";
import { ContentType } from "../support/tls-records";
import type { StreamReader } from "./streams";

const SSLV2_HEADER_BYTES = 2;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const TLS12 = 0x0303;

/** What reads the bytes: the same code as in the analyzer's engine. */
export interface Readers {
  readonly tls: TlsEngine;
  readonly records: RecordEngine;
}

/** Collects every ClientHello and every alert in clear, to the end of a connection: far beyond what decides a verdict. */
export class HelloCollector implements StreamReader, RecordHandler {
  readonly hellos: FingerprintedHello[] = [];
  readonly alerts: { readonly side: Side; readonly level: number; readonly code: number }[] = [];
  readonly #readers: Readers;
  readonly #ended: (collector: HelloCollector, connection: Connection) => void;
  readonly #readings: Readonly<Record<Side, SideReading>>;
  /** Bytes of the current alert record of each side. */
  readonly #alert = { client: [] as number[], server: [] as number[] };
  /** Up to TLS 1.2: ChangeCipherSpec was sent. */
  readonly #encrypted = { client: false, server: false };
  #opened = false;
  #version: number | null = null;

  /** `ended` is told when the connection is over. */
  constructor(readers: Readers, ended: (collector: HelloCollector, connection: Connection) => void) {
    this.#readers = readers;
    this.#ended = ended;
    this.#readings = { client: readers.records.begin("client", this), server: readers.records.begin("server", this) };
  }

  data(side: Side, bytes: Uint8Array): void {
    const from = side === "client" && !this.#opened ? this.#open(bytes) : 0;
    if (this.#opened) this.#readings[side].readRecords(bytes.subarray(from));
  }

  gap(side: Side, length: number, kind: "unseen" | "cut"): void {
    this.#readings[side].skipRecords(length, kind);
  }

  end(connection: Connection): void {
    this.#ended(this, connection);
    this.#readers.records.end(this.#readings.client);
    this.#readers.records.end(this.#readings.server);
  }

  fragment(reading: SideReading, start: number, end: number): void {
    const { type, side } = reading;
    if (type === ContentType.HANDSHAKE && !this.#encrypted[side]) reading.readMessagesAt(start, end);
    else if (type === ContentType.ALERT) this.#alert[side].push(...this.#readers.records.memory.copy(start, end));
  }

  fragmentLost(reading: SideReading, length: number): void {
    if (reading.type === ContentType.HANDSHAKE) reading.skipMessages(length);
  }

  record({ type, side, length }: SideReading): void {
    if (type === ContentType.ALERT) {
      const [level, code] = this.#alert[side];
      if (length === 2 && level !== undefined && code !== undefined) this.alerts.push({ side, level, code });
      this.#alert[side] = [];
    }
    // In TLS 1.3 ChangeCipherSpec is there for the sake of middleboxes alone.
    if (type === ContentType.CHANGE_CIPHER_SPEC) {
      this.#encrypted[side] = this.#version !== null && this.#version <= TLS12;
    }
  }

  message({ side, messageType, messageLength }: SideReading, start: number, end: number): void {
    const body = this.#readers.records.memory.copy(start, end);
    if (body.length < messageLength) return;
    if (side === "client" && messageType === CLIENT_HELLO) this.#collect(this.#readers.tls.clientHello(body));
    else if (side === "server" && messageType === SERVER_HELLO) {
      const hello = this.#readers.tls.serverHello(body);
      if (typeof hello !== "string" && !hello.isHelloRetryRequest) this.#version = hello.version;
    }
  }

  #collect(hello: FingerprintedHello | string): void {
    if (typeof hello !== "string") this.hellos.push(hello);
  }

  /** Where records begin: behind a hello in the format of SSL 2.0, which is no record. */
  #open(bytes: Uint8Array): number {
    this.#opened = true;
    if (this.#readers.tls.opening(bytes) !== "sslv2") return 0;
    const length = Buffer.from(bytes).readUInt16BE() & 0x7fff;
    const helloEnd = Math.min(SSLV2_HEADER_BYTES + length, bytes.length);
    this.#collect(this.#readers.tls.sslv2Hello(bytes.slice(SSLV2_HEADER_BYTES, helloEnd)));
    return helloEnd;
  }
}
