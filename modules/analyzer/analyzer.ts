import type { ConnectionRecord, Outcome } from "../contracts";
import type { Packet } from "./capture/packet";
import { FrameDecoder } from "./decap/decoder";
import { DEFAULT_FRAGMENT_LIMITS, type FragmentLimits } from "./decap/fragments";
import type { FrameKind } from "./decap/frame";
import type { Connection, ConnectionEnd } from "./flow/connection";
import { hashOf } from "./flow/flow-key";
import { DEFAULT_FLOW_LIMITS, type FlowLimits } from "./flow/limits";
import { DEFAULT_LISTENERS, Listeners, type ListenerOptions } from "./flow/listeners";
import type { StreamConsumer } from "./flow/stream-consumer";
import { ConnectionTracker, type TrackerHooks } from "./flow/tracker";
import { ExpressLane } from "./express-lane";
import { HELD_AS_RECORD } from "./order/held-records";
import { LastPacket } from "./last-packet";
import {
  DEFAULT_ORDER_LIMITS,
  RecordOrder,
  type OrderLimits,
  type Place,
  type RecordOutput,
} from "./order/record-order";
import { connectionRecord } from "./report/connection-record";
import { whereaboutsOf } from "./report/whereabouts";
import { isOf, WHOLE, type Shard } from "./shard";
import type { Conversation } from "./tls/conversation";
import { ConversationSupply } from "./tls/conversation-supply";
import { startsClientHello } from "./tls/opening";
import type { OfferReason } from "./policy/mismatch-memo";
import { Twins, type PlacedRecord } from "./twins";
import { judge } from "./verdict/judge";
import { reasonOf } from "./verdict/reason";

/** Limits of every stage. */
export type AnalyzerLimits = FlowLimits & FragmentLimits & OrderLimits;

/** What may be held, and for how long, unless the caller says otherwise. */
export const DEFAULT_LIMITS: AnalyzerLimits = {
  ...DEFAULT_FLOW_LIMITS,
  ...DEFAULT_FRAGMENT_LIMITS,
  ...DEFAULT_ORDER_LIMITS,
};

/** What to follow, within which limits, and what to hold it against. */
export interface AnalyzerOptions {
  /**
   * Which end of a connection is the server, and which connections are reported whatever they carry.
   *
   * @default - ports 443 and 8443
   */
  readonly listeners?: ListenerOptions;
  /**
   * What may be held, and for how long.
   *
   * @default DEFAULT_LIMITS
   */
  readonly limits?: AnalyzerLimits;
  /**
   * Explains rejected hellos by the listener's security policy: what `rememberedMismatch` makes.
   *
   * @default - reasons say only what alert, hello and certificate tell by themselves
   */
  readonly policy?: OfferReason;
  /**
   * VNI of frames that come without a VXLAN header: a network device has taken it off.
   *
   * @default - none, they were not encapsulated
   */
  readonly vni?: number;
  /**
   * The part of the connections to follow, for one of several analyzers that all see every packet.
   *
   * @default - all
   */
  readonly shard?: Shard;
}

/** What was seen besides the records. */
export interface AnalyzerCounts {
  /** Packets accepted. */
  packets: number;
  /** Packets by what they turned out to be. */
  readonly kinds: Record<FrameKind, number>;
  /** Connections reported, by what became of them. */
  readonly outcomes: Record<Outcome, number>;
  /** Connections copied by two mirror sessions and reported once. */
  duplicates: number;
}

/**
 * Mirrored packets in, one record a TLS connection out, in the order of their first packets.
 *
 * ```ts
 * const analyzer = new Analyzer((record) => { ... });
 * while (await reader.fill()) while (reader.next(packet)) analyzer.accept(packet);
 * analyzer.finish();
 * ```
 */
export class Analyzer {
  /** Counts of what was seen; complete after `finish`. */
  readonly counts: AnalyzerCounts = {
    packets: 0,
    kinds: {
      tcp: 0,
      "packet-too-big": 0,
      unreachable: 0,
      fragment: 0,
      quic: 0,
      dtls: 0,
      other: 0,
      truncated: 0,
      malformed: 0,
    },
    outcomes: { completed: 0, failed: 0, "not-tls": 0, undetermined: 0 },
    duplicates: 0,
  };
  readonly #last: LastPacket;
  readonly #express: ExpressLane;
  readonly #tracker: ConnectionTracker;
  readonly #supply = new ConversationSupply();
  readonly #listeners: Listeners;
  readonly #output: RecordOutput;
  readonly #policy: OfferReason | null;
  readonly #shard: Shard;
  readonly #vni: number | null;
  /** What belongs to the connection in each row of the flow table, while it is open. */
  readonly #conversations: (Conversation | null)[] = [];
  readonly #places: (Place | null)[] = [];
  readonly #twins = new Twins();

  /** `output`: takes the records in order, or a `RecordOrder` that holds them in another form meanwhile. */
  constructor(output: ((record: ConnectionRecord) => void) | RecordOutput, options: AnalyzerOptions = {}) {
    const limits = options.limits ?? DEFAULT_LIMITS;
    this.#shard = options.shard ?? WHOLE;
    this.#listeners = new Listeners(options.listeners ?? DEFAULT_LISTENERS);
    this.#last = new LastPacket(new FrameDecoder(limits));
    this.#policy = options.policy ?? null;
    this.#vni = options.vni ?? null;
    this.#output = typeof output === "function" ? new RecordOrder(HELD_AS_RECORD, output) : output;
    const hooks: TrackerHooks = {
      begin: (connection) => this.#begin(connection),
      end: (connection, why, nowUs) => {
        this.#end(connection, why, nowUs);
      },
      opens: startsClientHello,
    };
    this.#tracker = new ConnectionTracker(limits, this.#listeners, hooks);
    this.#express = new ExpressLane(this.#tracker, this.#shard);
  }

  /** Takes the next packet of the capture, borrowed for the call. */
  accept(packet: Packet): void {
    this.#last.set(packet);
    if (this.#express.take(packet)) this.counts.kinds.tcp++;
    else this.#acceptUnusual();
    this.counts.packets++;
  }

  #acceptUnusual(): void {
    const { frame, kind } = this.#last;
    this.counts.kinds[kind]++;
    if (kind === "tcp") {
      if (isOf(this.#shard, hashOf(frame))) this.#tracker.accept(frame, this.counts.packets);
      else this.#tracker.pass(frame);
    } else if (kind === "packet-too-big" || kind === "unreachable") this.#tracker.noteError(frame, kind);
  }

  /** The capture has come to `timeUs` without another packet: judges what was over by then. */
  rest(timeUs: number): void {
    this.#tracker.rest(timeUs);
  }

  /**
   * Where the part of the packet last accepted ends on which records depend, as an offset into its bytes.
   *
   * A copy cut there, with its length on the wire kept, gives the same records. It ends behind the TCP header once its
   * connection is settled; before that, what is encrypted data for certain is left out, and of what is no TLS all but
   * the few bytes by which that was told.
   */
  decisiveEnd(packet: Packet): number {
    return this.#last.decisiveEnd(packet, this.#tracker, this.#conversations);
  }

  /** The packet last accepted was cut, by the capture or already by the mirror session. */
  wasCut(packet: Packet): boolean {
    return this.#last.wasCut(packet);
  }

  /** VNI of the packet last accepted; null when nothing tells. */
  get vni(): number | null {
    const { vni } = this.#last.frame;
    return vni < 0 ? this.#vni : vni;
  }

  /**
   * Address of the mirrored interface of the packet last accepted, in four words: whom the mirror session names, else
   * whoever of the two is a listener. Null where neither tells. Borrowed until the next packet.
   */
  mirroredInterface(): Int32Array | null {
    return this.#last.mirroredInterface(this.#listeners);
  }

  /** The capture is over: judges what is still open. */
  finish(): void {
    this.#tracker.finish();
    for (const { place, record } of this.#twins.release()) this.#report(place, record);
  }

  #begin(connection: Connection): StreamConsumer {
    const conversation = this.#supply.take();
    this.#conversations[connection.row] = conversation;
    this.#places[connection.row] = this.#output.take(connection.ordinal);
    return conversation;
  }

  #end(connection: Connection, why: ConnectionEnd, nowUs: number): void {
    const { row } = connection;
    const conversation = this.#conversations[row] ?? null;
    const place = this.#places[row] ?? null;
    if (conversation === null || place === null) return;
    this.#conversations[row] = null;
    this.#places[row] = null;
    const { transcript } = conversation;
    const judgement = judge(connection, transcript, why, nowUs);
    const reason = reasonOf(connection, transcript, judgement, this.#policy);
    const record = connectionRecord(
      connection,
      transcript,
      judgement,
      reason,
      whereaboutsOf(connection, this.#listeners, this.#vni),
    );
    this.#supply.giveBack(conversation);
    if (connection.twin?.reported === true) this.#pair(connection, connection.twin, { place, record });
    else this.#report(place, record);
  }

  #report(place: Place, record: ConnectionRecord): void {
    this.counts.outcomes[record.outcome]++;
    place.fill(record);
  }

  /** Of two copies of one connection the better is reported. */
  #pair(connection: Connection, twin: Connection, own: PlacedRecord): void {
    const pair = this.#twins.pair(connection, twin, own);
    if (pair === null) return;
    const [better, worse] = pair;
    this.counts.duplicates++;
    this.#report(better.place, better.record);
    worse.place.fill(null);
  }
}
