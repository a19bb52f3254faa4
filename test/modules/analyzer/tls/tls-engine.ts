import { EndedConversation } from "../../../../modules/analyzer/engine/ended-conversation";
import { MadeOnce } from "../../../../modules/analyzer/engine/made-once";
import { textOf } from "../../../../modules/analyzer/order/record-output";
import type { CertificateChain } from "../../../../modules/analyzer/tls/certificate";
import type { ClientHello } from "../../../../modules/analyzer/tls/client-hello";
import { serverChoice, type ServerHello } from "../../../../modules/analyzer/tls/server-hello";
import { keyExchangeGroup } from "../../../../modules/analyzer/tls/server-key-exchange";
import { OPENINGS, type Opening, type Transcript } from "../../../../modules/analyzer/tls/transcript";
import { EngineMemory, factsOf, startEngine, type WithFacts } from "../../../support/engine-memory";

/** What `test/assembly/tls-parts.ts` lays open. */
interface TlsParts extends WithFacts {
  allocate(bytes: number): number;
  free(address: number): void;
  sortShorts(start: number, count: number): void;
  md5(start: number, end: number, to: number): void;
  sha256(start: number, end: number, to: number): void;
  classifyOpening(start: number, end: number): number;
  readonly MAX_OPENING_BYTES: { readonly value: number };
  startsClientHello(start: number, end: number): number;
  isAnswered(phase: number): number;
  nextPhase(phase: number, step: number): number;

  newMemo(slots: number, maxBytes: number): number;
  getEntry(memo: number, start: number, end: number): number;
  release(entry: number): void;

  newConversation(): number;
  beginConversationAgain(conversation: number): void;
  freeConversation(conversation: number): void;
  tell(conversation: number): void;
  readData(conversation: number, side: number, start: number, end: number, timeUs: number): void;
  readGap(conversation: number, side: number, length: number, kind: number, timeUs: number): void;
  readClose(conversation: number, side: number, how: number, timeUs: number): void;
  stopOverLimit(conversation: number): void;
  sealedBytesOf(conversation: number, side: number): number;
  isSettled(conversation: number): number;
  isHandshaking(conversation: number): number;
  hasEarlyData(conversation: number): number;
  isHelloRetried(conversation: number): number;
  helloAtUs(conversation: number): number;
  finishedAtUs(conversation: number): number;
  chosenEntry(conversation: number): number;
  curveOf(conversation: number): number;
  isHelloOfSslv2(conversation: number): number;
  ja3At(conversation: number): number;
  readonly JA4_BYTES: { readonly value: number };
  writeJa4(conversation: number, to: number): void;
  rawJa4At(): number;
  rawJa4End(): number;

  readHello(conversation: number, start: number, end: number): number;
  readHelloOfSslv2(conversation: number, start: number, end: number): number;
  readChain(conversation: number, start: number, end: number): void;
  readServerHello(start: number, end: number, announcedLength: number): number;
  isHelloRetryRequest(): number;
  chosenVersion(): number;
  chosenCipherSuite(): number;
  choiceEntry(): number;

  newFlight(cipherSuite: number, earlyData: boolean): number;
  acceptOfClient(flight: number, length: number): number;
  hasFinished(flight: number): number;
  certificateOf(flight: number): number;
  dataRecordsOfClient(flight: number): number;
  isEarlyDataTaken(flight: number): number;
  hasSaidGoodbye(flight: number): number;
  doubtfulRecords(flight: number, serverRecordsAfter: number, serverSentData: boolean): number;
  newReply(cipherSuite: number): number;
  acceptOfServer(reply: number, length: number): number;
  isSilent(reply: number): number;
  dataRecordsOfServer(reply: number): number;
}

const JA3_BYTES = 16;

/** By their numbers in `assembly/bytes/cursor.ts`. */
const STATUSES = ["ok", "truncated", "malformed"] as const;
export type Unreadable = Exclude<(typeof STATUSES)[number], "ok">;

/** JA4 and what its hashes were made of. */
export interface Ja4 {
  /** `a_b_c`, b and c as the first 12 digits of SHA-256. */
  readonly hashed: string;
  /** The same with b and c in clear, known as JA4_r. */
  readonly raw: string;
}

/** A hello with its fingerprints; null in the format of SSL 2.0, for which there are none. */
export interface FingerprintedHello extends ClientHello {
  readonly ja3: string | null;
  readonly ja4: Ja4 | null;
}

/** A hello with what only the engine needs to know of it. */
export interface ReadClientHello extends FingerprintedHello {
  readonly hasEarlyData: boolean;
}

/** What was seen of a conversation, with what only a record's line says of it. */
export interface TranscriptAndLine extends Transcript {
  readonly hello: FingerprintedHello | null;
  readonly helloRetried: boolean;
  readonly serverHello: ServerHello | null;
  readonly keyExchangeGroup: number | null;
  readonly helloAtUs: number;
  readonly finishedAtUs: number;
}

export interface ReadServerHello extends ServerHello {
  readonly isHelloRetryRequest: boolean;
}

/** The readers of TLS in the engine, each for itself. What equal bytes were made into is one object. */
export class TlsEngine {
  readonly parts: TlsParts;
  readonly memory: EngineMemory;
  readonly #told: EndedConversation;
  readonly #serverHellos: MadeOnce<ServerHello>;
  readonly #ja4At: number;

  constructor() {
    this.parts = startEngine("tls") as TlsParts;
    this.memory = new EngineMemory(this.parts);
    this.#ja4At = this.parts.allocate(this.parts.JA4_BYTES.value);
    const facts = factsOf(this.parts, this.memory);
    this.#told = new EndedConversation(facts);
    this.#serverHellos = new MadeOnce(facts, 1024, serverChoice);
  }

  /** What a client's first bytes are; null when more are needed to tell. */
  opening(bytes: Uint8Array): Opening | null {
    return OPENINGS[this.parts.classifyOpening(...this.memory.hold(bytes))] ?? null;
  }

  /** Reads a hello without its handshake header. */
  clientHello(bytes: Uint8Array): ReadClientHello | Unreadable {
    return this.#inConversation((conversation) => {
      const status = STATUSES[this.parts.readHello(conversation, ...this.memory.hold(bytes))]!;
      const { hello } = this.transcriptOf(conversation);
      if (status !== "ok") return untouched(hello, status);
      return { ...hello!, hasEarlyData: this.parts.hasEarlyData(conversation) !== 0 };
    });
  }

  /** Reads a hello in the format of SSL 2.0, from msg_type on. */
  sslv2Hello(bytes: Uint8Array): FingerprintedHello | Unreadable {
    return this.#inConversation((conversation) => {
      const status = STATUSES[this.parts.readHelloOfSslv2(conversation, ...this.memory.hold(bytes))]!;
      const { hello } = this.transcriptOf(conversation);
      return status === "ok" ? hello! : untouched(hello, status);
    });
  }

  /** Reads a hello without its handshake header, which announced so many bytes. */
  serverHello(bytes: Uint8Array, announcedLength = bytes.length): ReadServerHello | Unreadable {
    const status = STATUSES[this.parts.readServerHello(...this.memory.hold(bytes), announcedLength)]!;
    if (status !== "ok") return status;
    return { ...this.serverChoice(), isHelloRetryRequest: this.parts.isHelloRetryRequest() !== 0 };
  }

  /** What was chosen in the ServerHello last read. */
  serverChoice(): ServerHello {
    const entry = this.parts.choiceEntry();
    const choice = this.#serverHellos.get(entry);
    this.parts.release(entry);
    return choice;
  }

  /** Reads a Certificate message without its handshake header; null when it is malformed. */
  certificates(bytes: Uint8Array): CertificateChain | null {
    return this.#inConversation((conversation) => {
      this.parts.readChain(conversation, ...this.memory.hold(bytes));
      return this.transcriptOf(conversation).certificates;
    });
  }

  /** What was seen of a conversation so far. */
  transcriptOf(conversation: number): TranscriptAndLine {
    const { parts } = this;
    parts.tell(conversation);
    const told = Object.fromEntries(FACTS.map((fact) => [fact, this.#told[fact]])) as unknown as Transcript;
    const entry = parts.chosenEntry(conversation);
    const serverHello = entry === 0 ? null : this.#serverHellos.get(entry);
    const curve = parts.curveOf(conversation);
    return {
      ...told,
      hello: told.hello === null ? null : { ...told.hello, ...this.#fingerprintsOf(conversation) },
      helloRetried: parts.isHelloRetried(conversation) !== 0,
      serverHello,
      keyExchangeGroup: curve < 0 || serverHello === null ? null : keyExchangeGroup(serverHello.cipherSuite, curve),
      helloAtUs: parts.helloAtUs(conversation),
      finishedAtUs: parts.finishedAtUs(conversation),
    };
  }

  #fingerprintsOf(conversation: number): Pick<FingerprintedHello, "ja3" | "ja4"> {
    const { parts, memory } = this;
    if (parts.isHelloOfSslv2(conversation) !== 0) return { ja3: null, ja4: null };
    const at = parts.ja3At(conversation);
    const ja3 = Buffer.from(memory.copy(at, at + JA3_BYTES)).toString("hex");
    parts.writeJa4(conversation, this.#ja4At);
    const hashed = textOf(memory.bytes, this.#ja4At, this.#ja4At + parts.JA4_BYTES.value);
    return { ja3, ja4: { hashed, raw: textOf(memory.bytes, parts.rawJa4At(), parts.rawJa4End()) } };
  }

  #inConversation<T>(read: (conversation: number) => T): T {
    const conversation = this.parts.newConversation();
    const result = read(conversation);
    this.parts.freeConversation(conversation);
    return result;
  }
}

/** `EndedConversation` looks things up whenever it is asked; these are its answers. */
const FACTS = Object.keys(Object.getOwnPropertyDescriptors(EndedConversation.prototype)).filter(
  (name) => name !== "constructor" && name !== "describe",
) as (keyof Transcript)[];

function untouched(hello: FingerprintedHello | null, status: Unreadable): Unreadable {
  if (hello !== null) throw new Error("a hello that could not be read was noted all the same");
  return status;
}
