import { emptyPacket, LinkType } from "../../../../modules/analyzer/capture";
import { FrameDecoder } from "../../../../modules/analyzer/decap/decoder";
import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import type { Connection, ConnectionEnd } from "../../../../modules/analyzer/flow/connection";
import { DEFAULT_FLOW_LIMITS, type FlowLimits } from "../../../../modules/analyzer/flow/limits";
import { DEFAULT_LISTENERS, Listeners } from "../../../../modules/analyzer/flow/listeners";
import type { GapKind, StreamConsumer } from "../../../../modules/analyzer/flow/stream-consumer";
import { ConnectionTracker } from "../../../../modules/analyzer/flow/tracker";
import { startsClientHello } from "../../../../modules/analyzer/tls/opening";
import type { Side } from "../../../../modules/contracts";
import type { RecordedPacket } from "../../../support/capture-files";

/** What the tracker told of one connection, one line an event; neighbouring data of one side is joined. */
export class EventLog implements StreamConsumer {
  readonly lines: string[] = [];
  settled = false;
  handshaking = false;
  #side: Side | null = null;

  data(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const text = Buffer.from(bytes.slice(start, end)).toString("latin1");
    if (this.#side === side) this.lines.push((this.lines.pop() ?? "") + text);
    else this.lines.push(`${side}: ${text}`);
    this.#side = side;
  }

  gap(side: Side, length: number, kind: GapKind): void {
    this.#tell(`${side} gap of ${length}, ${kind}`);
  }

  close(side: Side, how: "fin" | "rst"): void {
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

export interface Followed {
  readonly connection: Connection;
  readonly log: EventLog;
}

/** A tracker and what it told of each connection, in the order in which they began. */
export class Following {
  readonly followed: Followed[] = [];
  readonly tracker: ConnectionTracker;
  readonly #byConnection = new Map<Connection, EventLog>();
  readonly #decoder = new FrameDecoder();
  readonly #frame = emptyFrame();
  readonly #packet = emptyPacket();
  #ordinal = 0;

  constructor(limits: Partial<FlowLimits> = {}, listeners = DEFAULT_LISTENERS) {
    this.tracker = new ConnectionTracker({ ...DEFAULT_FLOW_LIMITS, ...limits }, new Listeners(listeners), {
      begin: (connection) => {
        const log = new EventLog();
        this.followed.push({ connection, log });
        this.#byConnection.set(connection, log);
        return log;
      },
      end: (connection, why) => this.#byConnection.get(connection)?.end(why),
      opens: startsClientHello,
    });
  }

  accept(packets: readonly RecordedPacket[]): this {
    for (const { bytes, timeUs, wireLength } of packets) {
      Object.assign(this.#packet, { bytes, start: 0, end: bytes.length, timeUs, linkType: LinkType.ETHERNET });
      this.#packet.wireLength = wireLength ?? bytes.length;
      const kind = this.#decoder.decode(this.#packet, this.#frame);
      if (kind === "tcp") this.tracker.accept(this.#frame, this.#ordinal++);
      else if (kind === "packet-too-big" || kind === "unreachable") this.tracker.noteError(this.#frame, kind);
    }
    return this;
  }

  finish(): this {
    this.tracker.finish();
    return this;
  }

  /** What was told of each connection. */
  get logs(): readonly (readonly string[])[] {
    return this.followed.map(({ log }) => log.lines);
  }
}

/** What the tracker tells of packets, to their end. */
export function follow(packets: readonly RecordedPacket[], limits?: Partial<FlowLimits>): Following {
  return new Following(limits).accept(packets).finish();
}
