import type { Side } from "../../contracts";
import type { GapKind } from "../flow/connection";
import { certificateRecord, type CertificateChain } from "../tls/certificate";
import { sslv2CipherName } from "../tls/cipher-suites";
import type { ClientHello } from "../tls/client-hello";
import { clientKind } from "../tls/client-kind";
import { groupName } from "../tls/groups";
import { leafCertificate } from "../tls/leaf-certificate";
import { versionName } from "../tls/names";
import { printable } from "../tls/printable";
import { serverChoice, serverHelloRecord, type ServerHello } from "../tls/server-hello";
import { signatureSchemeName } from "../tls/signature-schemes";
import { sslv2Kind } from "../tls/sslv2-hello";
import {
  CLIENT_CERTIFICATES,
  OPENINGS,
  PHASES,
  type AlertSeen,
  type ClientCertificate,
  type Ending,
  type HiddenFacts,
  type Opening,
  type Phase,
  type Transcript,
} from "../tls/transcript";
import type { Engine } from "./engine";
import { FactDouble, FactWord } from "./facts";
import { MadeOnce } from "./made-once";

/** What ended a handshake: `Ending` of `assembly/tls/conversation.ts`. */
const ENDINGS = [null, "alert", "fin", "rst", "http", "bytes", "second-hello", "malformed-hello"] as const;

const GAP_KINDS: readonly (GapKind | null)[] = [null, "unseen", "cut"];

/** Of an alert in one number: `assembly/tls/alert.ts`. */
const NO_ALERT = -1;
const BY_SERVER = 1 << 16;
const ENCRYPTED = 1 << 17;

/** What the engine's lines need text of: `Described` of `assembly/report/described.ts`. */
const DESCRIBED = ["server-hello", "certificate", "version", "cipher-suite", "group", "signature-scheme"] as const;

/** The conversation that the engine's facts are about: one object for all, to be read while it is told of. */
export class EndedConversation implements Transcript {
  readonly #engine: Engine;
  readonly #wordsAt: number;
  readonly #doublesAt: number;
  readonly #kinds: MadeOnce<ClientHello["kind"]>;
  readonly #sslv2Kinds: MadeOnce<ClientHello["kind"]>;
  readonly #serverNames: MadeOnce<string>;
  readonly #serverHellos: MadeOnce<ServerHello>;
  readonly #leaves: MadeOnce<CertificateChain["leaf"]>;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#wordsAt = engine.factWordsAt;
    this.#doublesAt = engine.factDoublesAt;
    this.#kinds = new MadeOnce(engine, 4096, clientKind);
    this.#sslv2Kinds = new MadeOnce(engine, 64, sslv2Kind);
    this.#serverNames = new MadeOnce(engine, 8192, printable);
    this.#serverHellos = new MadeOnce(engine, 1024, serverChoice);
    this.#leaves = new MadeOnce<CertificateChain["leaf"]>(engine, 256, leafCertificate);
  }

  /**
   * What a line says of the byte string at `address`, as JSON: what it is by its place in the list of what is described, and
   * what else there is to know.
   */
  describe(what: number, address: number, detail: number): string {
    switch (DESCRIBED[what]) {
      case "server-hello":
        return JSON.stringify(serverHelloRecord(this.#serverHellos.get(address), detail));
      case "certificate":
        return JSON.stringify(certificateRecord({ chainLength: detail, leaf: this.#leaves.get(address) }));
      case "version":
        return JSON.stringify(versionName(detail));
      case "cipher-suite":
        return JSON.stringify(sslv2CipherName(detail));
      case "group":
        return JSON.stringify(groupName(detail));
      case "signature-scheme":
        return JSON.stringify(signatureSchemeName(detail));
      default:
        return "null";
    }
  }

  get phase(): Phase {
    return PHASES[this.#word(FactWord.PHASE)] ?? "opening";
  }

  get opening(): Opening | null {
    return OPENINGS[this.#word(FactWord.OPENING)] ?? null;
  }

  get ending(): Ending | null {
    const how = ENDINGS[this.#word(FactWord.ENDING)] ?? null;
    if (how === null) return null;
    const side = sideOf(this.#word(FactWord.ENDING_SIDE));
    const alert = alertOf(this.#word(FactWord.ENDING_ALERT));
    const timeUs = this.#double(FactDouble.ENDING_US);
    switch (how) {
      case "alert":
        return { how, side, alert: alert ?? { by: side, level: null, code: null }, timeUs };
      case "fin":
      case "rst":
        return { how, side, alert, timeUs };
      case "http":
      case "bytes":
      case "second-hello":
        return { how: "intrusion", side, what: how, timeUs };
      case "malformed-hello":
        return { how, side: "client", timeUs };
    }
  }

  get alertAfterEnding(): AlertSeen | null {
    return alertOf(this.#word(FactWord.ALERT_AFTER_ENDING));
  }

  get firstByte(): number {
    return this.#word(FactWord.FIRST_BYTE);
  }

  get hello(): ClientHello | null {
    const address = this.#word(FactWord.HELLO);
    if (address === 0) return null;
    if (this.#word(FactWord.HELLO_IS_SSLV2) !== 0) {
      return { kind: this.#sslv2Kinds.get(address), serverName: null };
    }
    const name = this.#word(FactWord.SERVER_NAME);
    return { kind: this.#kinds.get(address), serverName: name === 0 ? null : this.#serverNames.get(name) };
  }

  get helloLost(): GapKind | null {
    return this.#gapKind(FactWord.HELLO_LOST);
  }

  get certificates(): CertificateChain | null {
    const chainLength = this.#word(FactWord.CHAIN_LENGTH);
    if (chainLength < 0) return null;
    const address = this.#word(FactWord.LEAF);
    return { chainLength, leaf: address === 0 ? null : this.#leaves.get(address) };
  }

  get clientCertificate(): ClientCertificate {
    return this.#certificate(FactWord.CLIENT_CERTIFICATE);
  }

  get hidden(): HiddenFacts | null {
    if (this.#word(FactWord.HIDDEN) === 0) return null;
    return {
      certificate: this.#certificate(FactWord.HIDDEN_CERTIFICATE),
      replySilent: this.#word(FactWord.REPLY_SILENT) !== 0,
    };
  }

  get clientLost(): GapKind | null {
    return this.#gapKind(FactWord.CLIENT_LOST);
  }

  get serverLost(): GapKind | null {
    return this.#gapKind(FactWord.SERVER_LOST);
  }

  get answerBytes(): number {
    return this.#double(FactDouble.ANSWER_BYTES);
  }

  get refusedAfterFinished(): boolean {
    return this.#word(FactWord.REFUSED_AFTER_FINISHED) !== 0;
  }

  get clientDataRecords(): number {
    return this.#word(FactWord.CLIENT_DATA_RECORDS);
  }

  get serverDataRecords(): number {
    return this.#word(FactWord.SERVER_DATA_RECORDS);
  }

  get overLimit(): boolean {
    return this.#word(FactWord.OVER_LIMIT) !== 0;
  }

  #certificate(place: FactWord): ClientCertificate {
    return CLIENT_CERTIFICATES[this.#word(place)] ?? "unknown";
  }

  #gapKind(place: FactWord): GapKind | null {
    return GAP_KINDS[this.#word(place)] ?? null;
  }

  #word(place: FactWord): number {
    return this.#engine.words[this.#wordsAt + place] ?? 0;
  }

  #double(place: FactDouble): number {
    return this.#engine.doubles[this.#doublesAt + place] ?? 0;
  }
}

function sideOf(word: number): Side {
  return word === 0 ? "client" : "server";
}

function alertOf(word: number): AlertSeen | null {
  if (word === NO_ALERT) return null;
  const by = (word & BY_SERVER) === 0 ? "client" : "server";
  return (word & ENCRYPTED) === 0
    ? { by, level: (word >> 8) & 0xff, code: word & 0xff }
    : { by, level: null, code: null };
}
