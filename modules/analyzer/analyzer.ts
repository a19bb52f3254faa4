import type { ConnectionRecord } from "../contracts";
import { noCounts } from "./analyzer-counts";
import type { CaptureReader } from "./capture";
import { emptyPacket, LinkType, type Packet } from "./capture/packet";
import { FrameDecoder } from "./decap/decoder";
import { DEFAULT_FRAGMENT_LIMITS, type FragmentLimits } from "./decap/fragments";
import { Engine } from "./engine/engine";
import type { ConnectionEnd } from "./flow/connection";
import { DEFAULT_FLOW_LIMITS, type FlowLimits } from "./flow/limits";
import { DEFAULT_LISTENERS, type ListenerOptions } from "./flow/listeners";
import { LastPacket } from "./last-packet";
import { DEFAULT_ORDER_LIMITS, recordsTo, type OrderLimits, type RecordOutput } from "./order/record-output";
import { WHOLE, type Shard } from "./flow/shard";
import type { OfferReason } from "./policy/mismatch-memo";
import { Reporting } from "./reporting";

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

/** By the numbers of `ConnectionEnd` in `assembly/flow/connection.ts`. */
const ENDS: readonly ConnectionEnd[] = ["closed", "timeout", "evicted", "capture-end"];

/**
 * Mirrored packets in, one record a TLS connection out, in the order of their first packets.
 *
 * ```ts
 * const analyzer = new Analyzer((record) => { ... });
 * while (await reader.fill()) analyzer.acceptFrom(reader);
 * analyzer.finish();
 * ```
 */
export class Analyzer {
  /** Counts of what was seen; complete after `finish`. */
  readonly counts = noCounts();
  readonly #packet = emptyPacket();
  readonly #last: LastPacket;
  readonly #engine: Engine;
  readonly #reporting: Reporting;
  readonly #vni: number | null;

  /** `output`: takes the records in order, or their lines. */
  constructor(output: ((record: ConnectionRecord) => void) | RecordOutput, options: AnalyzerOptions = {}) {
    const limits = options.limits ?? DEFAULT_LIMITS;
    const listeners = options.listeners ?? DEFAULT_LISTENERS;
    this.#last = new LastPacket(new FrameDecoder(limits));
    this.#vni = options.vni ?? null;
    const records = typeof output === "function" ? recordsTo(output) : output;
    const { order = "first-packet", numbered = false, spool } = records;
    this.#engine = new Engine(limits, listeners, options.shard ?? WHOLE, {
      end: (why, nowUs, situation) => {
        this.#reporting.end(ENDS[why] ?? "closed", nowUs, situation);
      },
      describe: (what, address, detail) => this.#reporting.describe(what, address, detail),
      lines: (start, end) => {
        records.lines(this.#engine.bytes, start, end);
      },
      spoolAppend: (start, end) => spool?.append(this.#engine.bytes, start, end).offset ?? 0,
      spoolRead: (offset, bytes, into) => {
        if (spool !== undefined) this.#engine.bytes.set(spool.read({ offset, bytes }), into);
      },
      spoolFree: (offset, bytes) => {
        spool?.free({ offset, bytes });
      },
    });
    const maxHeldRecords = spool === undefined ? Infinity : limits.maxHeldRecords;
    this.#engine.configureRecords(order === "first-packet", numbered, maxHeldRecords, this.#vni);
    this.#reporting = new Reporting(this.#engine, records, options.policy ?? null, this.counts);
  }

  /** Takes the next packet of the capture, borrowed for the call. */
  accept(packet: Packet): void {
    this.#last.set(packet);
    const isWhole = packet.wireLength === packet.end - packet.start;
    if (isWhole && packet.linkType === LinkType.ETHERNET && this.#engine.take(packet, this.counts.packets)) {
      this.counts.kinds.tcp++;
    } else this.#acceptUnusual();
    this.counts.packets++;
  }

  /** Takes all packets that `reader` has at hand. Nothing can be asked about single ones of them. */
  acceptFrom(reader: CaptureReader): void {
    for (;;) {
      const records = reader.records();
      if (records !== null) {
        const taken = this.#engine.takeRecords(records, this.counts.packets);
        this.counts.kinds.tcp += taken;
        this.counts.packets += taken;
        reader.skipTo(records.start);
      }
      if (!reader.next(this.#packet)) return;
      this.accept(this.#packet);
    }
  }

  #acceptUnusual(): void {
    const { frame, kind } = this.#last;
    this.counts.kinds[kind]++;
    if (kind === "tcp") this.#engine.takeSegment(frame, this.counts.packets);
    else if (kind === "packet-too-big" || kind === "unreachable") this.#engine.noteError(frame, kind);
  }

  /** The capture has come to `timeUs` without another packet: judges what was over by then. */
  rest(timeUs: number): void {
    this.#engine.rest(timeUs);
  }

  /**
   * Where the part of the packet last accepted ends on which records depend, as an offset into its bytes.
   *
   * A copy cut there, with its length on the wire kept, gives the same records. It ends behind the TCP header once its
   * connection is settled; before that, what is encrypted data for certain is left out, and of what is no TLS all but
   * the few bytes by which that was told.
   */
  decisiveEnd(packet: Packet): number {
    return this.#last.decisiveEnd(packet, this.#engine);
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
    return this.#last.mirroredInterface(this.#engine);
  }

  /** The capture is over: judges what is still open. To be called once; nothing happens when it is called again. */
  finish(): void {
    if (this.#engine.hasFinished) return;
    this.#engine.endAllLeft();
    this.#reporting.finish();
    this.#engine.finish();
  }
}
