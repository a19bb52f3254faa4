import type { Side } from "../../contracts";
import type { Connection, HalfStream } from "../flow/connection";
import type { Engine } from "./engine";
import { FactDouble, FactWord, HalfWord } from "./facts";

const ADDRESS_WORDS = 4;
const FIN = 1;
const RST = 2;

/** One direction of the connection that the engine's facts are about. */
class EndedHalf implements HalfStream {
  readonly #engine: Engine;
  readonly #at: number;
  readonly #missingAt: number;

  constructor(
    engine: Engine,
    readonly side: Side,
    half: FactWord,
    missing: FactDouble,
  ) {
    this.#engine = engine;
    this.#at = engine.factWordsAt + half;
    this.#missingAt = engine.factDoublesAt + missing;
  }

  get packets(): number {
    return this.#word(HalfWord.PACKETS);
  }

  get fromSyn(): boolean {
    return this.#word(HalfWord.FROM_SYN) !== 0;
  }

  get ackedKnown(): boolean {
    return this.#word(HalfWord.ACKED_KNOWN) !== 0;
  }

  get onlySynAcked(): boolean {
    return this.#word(HalfWord.ONLY_SYN_ACKED) !== 0;
  }

  get unacknowledged(): boolean {
    return this.#word(HalfWord.UNACKNOWLEDGED) !== 0;
  }

  get retransmissions(): number {
    return this.#word(HalfWord.RETRANSMISSIONS);
  }

  get largestRetransmission(): number {
    return this.#word(HalfWord.LARGEST_RETRANSMISSION);
  }

  get duplicateAcks(): number {
    return this.#word(HalfWord.DUPLICATE_ACKS);
  }

  get lostOnTheWay(): number {
    return this.#word(HalfWord.LOST_ON_THE_WAY);
  }

  get missing(): number {
    return this.#engine.doubles[this.#missingAt] ?? 0;
  }

  #word(place: HalfWord): number {
    return this.#engine.words[this.#at + place] ?? 0;
  }
}

/** The connection that the engine's facts are about: one object for all, to be read while it is told of. */
export class EndedConnection implements Connection {
  readonly client: HalfStream;
  readonly server: HalfStream;
  readonly #engine: Engine;
  readonly #wordsAt: number;
  readonly #doublesAt: number;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#wordsAt = engine.factWordsAt;
    this.#doublesAt = engine.factDoublesAt;
    this.client = new EndedHalf(engine, "client", FactWord.CLIENT_HALF, FactDouble.CLIENT_MISSING);
    this.server = new EndedHalf(engine, "server", FactWord.SERVER_HALF, FactDouble.SERVER_MISSING);
  }

  /** Where its record belongs: see `Engine.fill`. */
  get place(): number {
    return this.#word(FactWord.PLACE);
  }

  /** Row of the flow table. */
  get row(): number {
    return this.#word(FactWord.ROW);
  }

  /** Its number, and that of the same connection as copied by another mirror session; 0 without one. */
  get serial(): number {
    return this.#word(FactWord.SERIAL);
  }

  get twin(): number {
    return this.#word(FactWord.TWIN);
  }

  get twinIsReported(): boolean {
    return this.#word(FactWord.TWIN_REPORTED) !== 0;
  }

  get vni(): number {
    return this.#word(FactWord.VNI);
  }

  get mirror(): Int32Array | null {
    return this.vni < 0 ? null : this.#address(FactWord.MIRROR_ADDRESS);
  }

  get startUs(): number {
    return this.#double(FactDouble.START_US);
  }

  get lastUs(): number {
    return this.#double(FactDouble.LAST_US);
  }

  get packets(): number {
    return this.#word(FactWord.PACKETS);
  }

  get bytes(): number {
    return this.#double(FactDouble.BYTES);
  }

  get syns(): number {
    return this.#word(FactWord.SYNS);
  }

  get synAckSeen(): boolean {
    return this.#word(FactWord.SYN_ACK_SEEN) !== 0;
  }

  get packetTooBig(): boolean {
    return this.#word(FactWord.PACKET_TOO_BIG) !== 0;
  }

  get unreachable(): boolean {
    return this.#word(FactWord.UNREACHABLE) !== 0;
  }

  get closedBy(): { readonly side: Side; readonly how: "fin" | "rst" } | null {
    const side = this.#word(FactWord.CLOSED_SIDE) === 0 ? "client" : "server";
    switch (this.#word(FactWord.CLOSED_HOW)) {
      case FIN:
        return { side, how: "fin" };
      case RST:
        return { side, how: "rst" };
      default:
        return null;
    }
  }

  address(side: Side): Int32Array {
    return this.#address(side === "client" ? FactWord.CLIENT_ADDRESS : FactWord.SERVER_ADDRESS);
  }

  port(side: Side): number {
    return this.#word(side === "client" ? FactWord.CLIENT_PORT : FactWord.SERVER_PORT);
  }

  #address(place: FactWord): Int32Array {
    const at = this.#wordsAt + place;
    return this.#engine.words.subarray(at, at + ADDRESS_WORDS);
  }

  #word(place: FactWord): number {
    return this.#engine.words[this.#wordsAt + place] ?? 0;
  }

  #double(place: FactDouble): number {
    return this.#engine.doubles[this.#doublesAt + place] ?? 0;
  }
}
