import { AUTHORITY_CERTIFICATE, LEAF_CERTIFICATES } from "./certificates";
import { MessageWriter, RecordType, writeHandshake, writeRecord } from "./message-writer";
import type { Random } from "./random";

const MessageType = { SERVER_HELLO: 2, CERTIFICATE: 11, SERVER_KEY_EXCHANGE: 12, SERVER_HELLO_DONE: 14 } as const;

const TLS12 = 0x0303;
const TLS13 = 0x0304;

/** SHA-256 of "HelloRetryRequest", RFC 8446 section 4.1.3. */
const HELLO_RETRY_RANDOM = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");

/** Bytes of a server's key for each group. */
const SERVER_KEY_BYTES: Readonly<Record<number, number>> = { 0x11ec: 1120, 0x001d: 32, 0x0017: 65, 0x0018: 97 };
const X25519_BYTES = 32;
const P256 = 0x0017;
const P256_KEY_BYTES = 65;
const RSA_SIGNATURE_BYTES = 256;
const RSA_PSS_SHA256 = 0x0804;
const NAMED_CURVE = 3;

/** Plaintext of what follows ServerHello in TLS 1.3, with its true content type and tag: RFC 8446 section 4. */
const HIDDEN_FLIGHT_BYTES = [32, 2600, 281, 53];
const HIDDEN_OVERHEAD = 17;
const TICKET_BYTES = 234;

export const HIDDEN_ALERT_BYTES = 19;
export const HIDDEN_FINISHED_BYTES = 53;

/** Writes what follows the client's hello, with random bytes for all that is encrypted. */
export class ServerMessages {
  readonly #random: Random;
  readonly #writer = new MessageWriter();

  constructor(random: Random) {
    this.#random = random;
  }

  /** ServerHello and the encrypted rest of the server's first flight in TLS 1.3. */
  tls13Flight(cipher: number, group: number): Uint8Array {
    const writer = this.#writer.reset();
    const key = this.#random.bytes(SERVER_KEY_BYTES[group] ?? X25519_BYTES);
    this.#tls13Hello(this.#random.bytes(32), cipher, () => writer.u16(group).vector(2, () => writer.bytes(key)));
    this.#changeCipherSpec();
    for (const length of HIDDEN_FLIGHT_BYTES) this.#opaque(RecordType.APPLICATION_DATA, length + HIDDEN_OVERHEAD);
    return writer.taken();
  }

  helloRetryRequest(cipher: number, group: number): Uint8Array {
    const writer = this.#writer.reset();
    this.#tls13Hello(HELLO_RETRY_RANDOM, cipher, () => writer.u16(group));
    this.#changeCipherSpec();
    return writer.taken();
  }

  /** ServerHello, Certificate, ServerKeyExchange and ServerHelloDone of TLS 1.2. */
  tls12Flight(cipher: number, leaf: number): Uint8Array {
    const random = this.#random;
    const writer = this.#writer.reset();
    writeHandshake(writer, MessageType.SERVER_HELLO, TLS12, () => {
      writer.u16(TLS12).bytes(random.bytes(32));
      writer.vector(1, () => writer.bytes(random.bytes(32)));
      writer.u16(cipher).u8(0);
      writer.vector(2, () => writer.u16s([0xff01, 1]).u8(0).u16s([23, 0, 11, 2, 0x0100]));
    });
    writeHandshake(writer, MessageType.CERTIFICATE, TLS12, () =>
      writer.vector(3, () => {
        for (const certificate of [LEAF_CERTIFICATES[leaf % LEAF_CERTIFICATES.length], AUTHORITY_CERTIFICATE]) {
          writer.vector(3, () => writer.bytes(certificate ?? AUTHORITY_CERTIFICATE));
        }
      }),
    );
    writeHandshake(writer, MessageType.SERVER_KEY_EXCHANGE, TLS12, () => {
      writer.u8(NAMED_CURVE).u16(P256);
      writer.vector(1, () => writer.bytes(random.bytes(P256_KEY_BYTES)));
      writer.u16(RSA_PSS_SHA256).vector(2, () => writer.bytes(random.bytes(RSA_SIGNATURE_BYTES)));
    });
    writeHandshake(writer, MessageType.SERVER_HELLO_DONE, TLS12, () => undefined);
    return writer.taken();
  }

  /** ClientKeyExchange, ChangeCipherSpec and Finished of TLS 1.2. */
  tls12ClientFlight(): Uint8Array {
    const writer = this.#writer.reset();
    writeHandshake(writer, 16, TLS12, () => writer.vector(1, () => writer.bytes(this.#random.bytes(P256_KEY_BYTES))));
    return this.#tls12Finished();
  }

  /** ChangeCipherSpec and Finished of a TLS 1.2 server. */
  tls12ServerFinish(): Uint8Array {
    this.#writer.reset();
    return this.#tls12Finished();
  }

  /** ChangeCipherSpec, for the sake of middleboxes, and Finished of a TLS 1.3 client. */
  tls13ClientFinish(): Uint8Array {
    this.#writer.reset();
    this.#changeCipherSpec();
    return this.#opaque(RecordType.APPLICATION_DATA, HIDDEN_FINISHED_BYTES).taken();
  }

  tls13Tickets(): Uint8Array {
    this.#writer.reset();
    this.#opaque(RecordType.APPLICATION_DATA, TICKET_BYTES);
    return this.#opaque(RecordType.APPLICATION_DATA, TICKET_BYTES).taken();
  }

  /** One record of encrypted bytes. */
  encrypted(type: number, length: number): Uint8Array {
    this.#writer.reset();
    return this.#opaque(type, length).taken();
  }

  alert(level: number, code: number): Uint8Array {
    const writer = this.#writer.reset();
    writeRecord(writer, RecordType.ALERT, TLS12, () => writer.u8(level).u8(code));
    return writer.taken();
  }

  #tls13Hello(helloRandom: Uint8Array, cipher: number, writeKeyShare: () => void): void {
    const writer = this.#writer;
    writeHandshake(writer, MessageType.SERVER_HELLO, TLS12, () => {
      writer.u16(TLS12).bytes(helloRandom);
      writer.vector(1, () => writer.bytes(this.#random.bytes(32)));
      writer.u16(cipher).u8(0);
      writer.vector(2, () => writer.u16s([43, 2, TLS13, 51]).vector(2, writeKeyShare));
    });
  }

  #changeCipherSpec(): void {
    const writer = this.#writer;
    writeRecord(writer, RecordType.CHANGE_CIPHER_SPEC, TLS12, () => writer.u8(1));
  }

  #tls12Finished(): Uint8Array {
    this.#changeCipherSpec();
    return this.#opaque(RecordType.HANDSHAKE, 40).taken();
  }

  #opaque(type: number, length: number): MessageWriter {
    const writer = this.#writer;
    writeRecord(writer, type, TLS12, () => writer.bytes(this.#random.bytes(length)));
    return writer;
  }
}
