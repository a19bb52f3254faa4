import type { ConnectionRecord, Leg, Outcome } from "../contracts";
import type { Packet } from "./capture/packet";
import { FrameDecoder } from "./decap/decoder";
import { DEFAULT_FRAGMENT_LIMITS, type FragmentLimits } from "./decap/fragments";
import { emptyFrame, type Frame, type FrameKind } from "./decap/frame";
import type { Connection, ConnectionEnd } from "./flow/connection";
import { hashOf } from "./flow/flow-table";
import type { HalfStream } from "./flow/half-stream";
import { DEFAULT_FLOW_LIMITS, type FlowLimits } from "./flow/limits";
import { DEFAULT_LISTENERS, Listeners, type ListenerOptions } from "./flow/listeners";
import { seqAdd } from "./flow/sequence";
import type { StreamConsumer } from "./flow/stream-consumer";
import { ConnectionTracker, type TrackerHooks } from "./flow/tracker";
import { ExpressLane } from "./express-lane";
import { HELD_AS_RECORD } from "./held-records";
import { DEFAULT_ORDER_LIMITS, RecordOrder, type OrderLimits, type Place, type RecordOutput } from "./record-order";
import { addressText, sameAddress } from "./report/addresses";
import { connectionRecord } from "./report/connection-record";
import { isOf, WHOLE, type Shard } from "./shard";
import type { Conversation } from "./tls/conversation";
import { ConversationSupply } from "./tls/conversation-supply";
import { MAX_OPENING_BYTES, startsClientHello } from "./tls/opening";
import type { OfferReason } from "./policy/mismatch-memo";
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

/** A connection that has ended while its twin has not. */
interface HeldTwin {
  readonly place: Place;
  readonly record: ConnectionRecord;
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
  readonly #frame = emptyFrame();
  readonly #decoder: FrameDecoder;
  readonly #express: ExpressLane;
  /** The packet last accepted, where the express lane took it. */
  #undecoded: Packet | null = null;
  readonly #tracker: ConnectionTracker;
  readonly #supply = new ConversationSupply();
  readonly #listeners: Listeners;
  readonly #output: RecordOutput;
  readonly #policy: OfferReason | null;
  readonly #shard: Shard;
  readonly #vni: number | null;
  /** Of the packet last accepted. */
  #kind: FrameKind = "other";
  /** What belongs to the connection in each row of the flow table, while it is open. */
  readonly #conversations: (Conversation | null)[] = [];
  readonly #places: (Place | null)[] = [];
  readonly #heldTwins = new Map<Connection, HeldTwin>();

  /** `output`: takes the records in order, or a `RecordOrder` that holds them in another form meanwhile. */
  constructor(output: ((record: ConnectionRecord) => void) | RecordOutput, options: AnalyzerOptions = {}) {
    const limits = options.limits ?? DEFAULT_LIMITS;
    this.#shard = options.shard ?? WHOLE;
    this.#listeners = new Listeners(options.listeners ?? DEFAULT_LISTENERS);
    this.#decoder = new FrameDecoder(limits);
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
    if (this.#express.take(packet)) {
      this.counts.kinds.tcp++;
      this.#undecoded = packet;
    } else this.#acceptUnusual(packet);
    this.counts.packets++;
  }

  #acceptUnusual(packet: Packet): void {
    this.#undecoded = null;
    const kind = this.#decoder.decode(packet, this.#frame);
    this.#kind = kind;
    this.counts.kinds[kind]++;
    if (kind === "tcp") {
      if (isOf(this.#shard, hashOf(this.#frame))) this.#tracker.accept(this.#frame, this.counts.packets);
      else this.#tracker.pass(this.#frame);
    } else if (kind === "packet-too-big" || kind === "unreachable") this.#tracker.noteError(this.#frame, kind);
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
    const frame = this.#lastFrame();
    // A packet put together from fragments has bytes of its own.
    if (this.#kind !== "tcp" || frame.bytes !== packet.bytes) return packet.end;
    if (this.#tracker.lastWasSettled) return frame.start;
    const { lastConnection: connection, lastHalf: half } = this.#tracker;
    if (connection === null || half === null) return packet.end;
    const conversation = this.#conversations[connection.row] ?? null;
    if (conversation === null) return packet.end;
    const { opening } = conversation.transcript;
    if (opening !== null && opening !== "tls" && opening !== "sslv2") {
      return conversation.settled ? Math.min(packet.end, frame.start + MAX_OPENING_BYTES) : packet.end;
    }
    return this.#beforeSealed(packet, connection, half, conversation);
  }

  /** One byte of the payload is kept: without any, the time at which its record ended would be lost. */
  #beforeSealed(packet: Packet, connection: Connection, half: HalfStream, conversation: Conversation): number {
    const frame = this.#lastFrame();
    const payload = frame.end - frame.start;
    const cameLast = !connection.hasPending && half.next === seqAdd(frame.sequence, payload);
    if (payload < 2 || frame.end < frame.wireEnd || !cameLast) return packet.end;
    const sealed = Math.min(conversation.sealedBytes(half.side), payload - 1);
    return sealed > 0 ? frame.end - sealed : packet.end;
  }

  /** The packet last accepted was cut, by the capture or already by the mirror session. */
  wasCut(packet: Packet): boolean {
    const frame = this.#lastFrame();
    if (packet.wireLength > packet.end - packet.start || this.#kind === "truncated") return true;
    return this.#kind === "tcp" && frame.wireEnd > frame.end;
  }

  /** VNI of the packet last accepted; null when nothing tells. */
  get vni(): number | null {
    const { vni } = this.#lastFrame();
    return vni < 0 ? this.#vni : vni;
  }

  /**
   * Address of the mirrored interface of the packet last accepted, in four words: whom the mirror session names, else
   * whoever of the two is a listener. Null where neither tells. Borrowed until the next packet.
   */
  mirroredInterface(): Int32Array | null {
    const frame = this.#lastFrame();
    if (frame.vni >= 0) return frame.mirror;
    if (this.#kind !== "tcp") return null;
    if (this.#listeners.isDestination(frame)) return frame.addresses.subarray(4, 8);
    return this.#listeners.isSource(frame) ? frame.addresses.subarray(0, 4) : null;
  }

  /** The packet last accepted, decoded if it did not have to be until now. */
  #lastFrame(): Frame {
    if (this.#undecoded !== null) this.#kind = this.#decoder.decode(this.#undecoded, this.#frame);
    this.#undecoded = null;
    return this.#frame;
  }

  /** The capture is over: judges what is still open. */
  finish(): void {
    this.#tracker.finish();
    for (const { place, record } of this.#heldTwins.values()) this.#report(place, record);
    this.#heldTwins.clear();
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
    const record = connectionRecord(connection, transcript, judgement, reason, this.#whereabouts(connection));
    this.#supply.giveBack(conversation);
    if (connection.twin?.reported === true) this.#pair(connection, connection.twin, { place, record });
    else this.#report(place, record);
  }

  #report(place: Place, record: ConnectionRecord): void {
    this.counts.outcomes[record.outcome]++;
    place.fill(record);
  }

  /** Of two copies of one connection the better is reported. */
  #pair(connection: Connection, twin: Connection, own: HeldTwin): void {
    const other = this.#heldTwins.get(twin);
    if (other === undefined) {
      this.#heldTwins.set(connection, own);
      return;
    }
    this.#heldTwins.delete(twin);
    this.counts.duplicates++;
    const [better, worse] = isBetter(own.record, other.record) ? [own, other] : [other, own];
    this.#report(better.place, better.record);
    worse.place.fill(null);
  }

  #whereabouts(connection: Connection) {
    const clientWords = this.#tracker.address(connection, "client");
    const serverWords = this.#tracker.address(connection, "server");
    const vni = this.#tracker.vni(connection);
    const serverPort = this.#tracker.port(connection, "server");
    return {
      client: { ip: addressText(clientWords), port: this.#tracker.port(connection, "client") },
      server: { ip: addressText(serverWords), port: serverPort },
      vni: vni < 0 ? this.#vni : vni,
      leg: this.#leg(connection, clientWords, serverWords, serverPort),
    };
  }

  /** The mirrored interface is the balancer's: whoever has its address there is the balancer. */
  #leg(connection: Connection, client: Int32Array, server: Int32Array, serverPort: number): Leg {
    const { mirror } = connection;
    if (mirror !== null && sameAddress(mirror, server)) return "listener";
    if (mirror !== null && sameAddress(mirror, client)) return "target";
    return this.#listeners.has(server, serverPort) ? "listener" : "unknown";
  }
}

function isBetter(a: ConnectionRecord, b: ConnectionRecord): boolean {
  if ((a.outcome === "undetermined") !== (b.outcome === "undetermined")) return b.outcome === "undetermined";
  if (a.missingBytes !== b.missingBytes) return a.missingBytes < b.missingBytes;
  return a.start < b.start;
}
