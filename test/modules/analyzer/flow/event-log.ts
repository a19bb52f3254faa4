import { emptyPacket, LinkType, type Packet } from "../../../../modules/analyzer/capture";
import { FrameDecoder } from "../../../../modules/analyzer/decap/decoder";
import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import type { ConnectionEnd } from "../../../../modules/analyzer/flow/connection";
import { DEFAULT_FLOW_LIMITS, type FlowLimits } from "../../../../modules/analyzer/flow/limits";
import { DEFAULT_LISTENERS } from "../../../../modules/analyzer/flow/listeners";
import { WHOLE } from "../../../../modules/analyzer/flow/shard";
import type { Side } from "../../../../modules/contracts";
import type { RecordedPacket } from "../../../support/capture-files";
import { factsOf, type EndedFacts } from "./ended-facts";
import { FlowEngine, type FlowEvents } from "./flow-engine";

/** By the numbers of the engine: `assembly/side.ts` and `assembly/flow/connection.ts`. */
const SIDES: readonly Side[] = ["client", "server"];
const GAP_KINDS = ["none", "unseen", "cut"];
const CLOSINGS = ["none", "fin", "rst"];
const ENDS: readonly ConnectionEnd[] = ["closed", "timeout", "evicted", "capture-end"];

/** What the engine told of one connection, one line an event; neighbouring data of one side is joined. */
export class EventLog {
  readonly lines: string[] = [];
  /** Nothing more is wanted. */
  settled = false;
  #side: Side | null = null;

  data(side: Side, text: string): void {
    if (this.#side === side) this.lines.push((this.lines.pop() ?? "") + text);
    else this.lines.push(`${side}: ${text}`);
    this.#side = side;
  }

  gap(side: Side, length: number, kind: string): void {
    this.#tell(`${side} gap of ${length}, ${kind}`);
  }

  close(side: Side, how: string): void {
    this.#tell(`${side} ${how}`);
  }

  overLimit(): void {
    this.settled = true;
    this.#tell("over limit");
  }

  end(why: ConnectionEnd): void {
    this.#tell(why);
  }

  #tell(line: string): void {
    this.#side = null;
    this.lines.push(line);
  }
}

/** One connection that is reported. */
export class Followed {
  readonly log = new EventLog();
  facts: EndedFacts | null = null;

  /** `row`: of the flow table. `ordinal`: number of the packet from which it is reported. */
  constructor(
    readonly row: number,
    readonly ordinal: number,
  ) {}

  /** What is known of it, which is told when it is over. */
  get connection(): EndedFacts {
    if (this.facts === null) throw new Error("The connection is not over.");
    return this.facts;
  }
}

/** The flow engine and what it told of each connection, in the order in which they began. */
export class Following {
  readonly followed: Followed[] = [];
  /** Those that are over, in the order in which they ended. */
  readonly ended: Followed[] = [];
  readonly engine: FlowEngine;
  readonly #byRow: Followed[] = [];
  readonly #decoder = new FrameDecoder();
  readonly #frame = emptyFrame();
  #ordinal = 0;

  constructor(limits: Partial<FlowLimits> = {}, listeners = DEFAULT_LISTENERS, shard = WHOLE) {
    const events: FlowEvents = {
      begin: (row, ordinal) => {
        this.followed.push((this.#byRow[row] = new Followed(row, ordinal)));
      },
      end: (why) => {
        const followed = this.#byRow[this.engine.ended.row]!;
        followed.facts = factsOf(this.engine.ended);
        followed.log.end(ENDS[why]!);
        this.ended.push(followed);
      },
      data: (row, side, start, end) => {
        const text = Buffer.from(this.engine.bytes.subarray(start, end)).toString("latin1");
        return this.#tell(row, (log) => {
          log.data(SIDES[side]!, text);
        });
      },
      gap: (row, side, length, kind) =>
        this.#tell(row, (log) => {
          log.gap(SIDES[side]!, length, GAP_KINDS[kind]!);
        }),
      close: (row, side, how) =>
        this.#tell(row, (log) => {
          log.close(SIDES[side]!, CLOSINGS[how]!);
        }),
      overLimit: (row) =>
        this.#tell(row, (log) => {
          log.overLimit();
        }),
    };
    this.engine = new FlowEngine({ ...DEFAULT_FLOW_LIMITS, ...limits }, listeners, shard, events);
  }

  /** Takes packets by way of the decoders. */
  accept(packets: readonly RecordedPacket[]): this {
    for (const packet of packets) {
      const kind = this.#decoder.decode(whole(packet), this.#frame);
      if (kind === "tcp") this.engine.takeSegment(this.#frame, this.#ordinal++);
      else if (kind === "packet-too-big" || kind === "unreachable") this.engine.noteError(this.#frame, kind);
    }
    return this;
  }

  /** Takes a packet as it is; false where it has to be decoded first. */
  take(packet: RecordedPacket): boolean {
    return this.engine.take(whole(packet), this.#ordinal++);
  }

  finish(): this {
    this.engine.exports.endAllLeft();
    return this;
  }

  /** What was told of each connection. */
  get logs(): readonly (readonly string[])[] {
    return this.followed.map(({ log }) => log.lines);
  }

  /** Connections followed at this moment, reported or not. */
  get active(): number {
    return this.engine.exports.followedCount();
  }

  /** Says of the connection that began as the `index`-th whether it is in its handshake. */
  setHandshaking(index: number, handshaking: boolean): void {
    this.engine.exports.setHandshaking(this.followed[index]!.row, handshaking ? 1 : 0);
  }

  #tell(row: number, event: (log: EventLog) => void): boolean {
    const { log } = this.#byRow[row]!;
    event(log);
    return log.settled;
  }
}

/** What the engine tells of packets, to their end. */
export function follow(packets: readonly RecordedPacket[], limits?: Partial<FlowLimits>): Following {
  return new Following(limits).accept(packets).finish();
}

function whole({ bytes, wireLength = bytes.length, timeUs }: RecordedPacket): Packet {
  return { ...emptyPacket(), bytes, end: bytes.length, wireLength, timeUs, linkType: LinkType.ETHERNET };
}
