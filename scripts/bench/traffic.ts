import { CaptureWriter, type Endpoints } from "./capture-writer";
import { ClientHelloWriter, type Caller } from "./client-hello";
import { clientProfiles } from "./client-profiles";
import { dialogue, FAILURES, type Cast, type Ledger, type Plan } from "./dialogue";
import { Random } from "./random";
import { segments, type Segment } from "./segments";
import { ServerMessages } from "./server-messages";
import { TimeHeap } from "./time-heap";

/** What a capture should hold. */
export interface TrafficOptions {
  readonly connections: number;
  /** Share of the connections whose handshake fails, from 0 to 1. */
  readonly failing: number;
  /** Full segments of application data on each connection that succeeds. */
  readonly dataSegments: number;
  /** Connections open at once, on average. */
  readonly concurrent: number;
  /** Wraps every packet in VXLAN, as a mirror session does. */
  readonly encapsulated: boolean;
  readonly seed: number;
}

/** 2026-11-22T12:00:00Z. */
const BEGIN_US = 1_795_348_800e6;

const DISTINCT_CLIENTS = 600;
const DISTINCT_NAMES = 5000;
const MIRRORS = 4;
const IPV6_SHARE = 0.1;
/** Mean life of a connection, its handshake included. */
const LIFE_US = 5e6;
const MIN_ROUND_TRIP_US = 5_000;
const MAX_ROUND_TRIP_RATIO = 30;

const RETRANSMITTED = 0.01;
const REORDERED = 0.01;
const MAX_DELAY_US = 3_000;

/** A connection, or one packet of it that comes late or again. */
interface Event {
  readonly endpoints: Endpoints;
  readonly segment: Segment;
  /** Null for a packet sent again or overtaken. */
  readonly rest: Iterator<Segment> | null;
}

/** Writes a capture of interleaved connections, packet by packet in time order, and tells what it holds. */
export function writeTraffic(path: string, options: TrafficOptions): Ledger {
  const random = new Random(options.seed);
  const ledger: Ledger = { connections: 0, failed: 0, hellos: 0, plaintextAlerts: 0, packets: 0, bytes: 0 };
  const cast: Cast = { random, hellos: new ClientHelloWriter(random), messages: new ServerMessages(random), ledger };
  const profiles = clientProfiles(DISTINCT_CLIENTS, random);
  const names = Array.from({ length: DISTINCT_NAMES }, (_, index) => serverName(index));
  const caller = (): Caller => ({ profile: random.pickLongTail(profiles), serverName: random.pickLongTail(names) });

  const writer = new CaptureWriter(path, options.encapsulated);
  const events = new TimeHeap<Event>();
  const gapUs = LIFE_US / options.concurrent;
  let startUs = BEGIN_US;
  for (let begun = 0; begun < options.connections || events.size > 0;) {
    if (begun < options.connections && startUs <= events.nextUs) {
      const plan = planOf(options, caller(), random);
      const rest = segments(dialogue(plan, cast), random.below(2 ** 32), plan.roundTripUs);
      schedule(events, startUs, endpointsOf(begun++, random), rest);
      startUs += random.exponential(gapUs);
      continue;
    }
    const timeUs = events.nextUs;
    const { endpoints, segment, rest } = events.pop();
    if (rest !== null) {
      schedule(events, timeUs, endpoints, rest);
      const again = { endpoints, segment, rest: null };
      if (random.chance(RETRANSMITTED)) events.push(timeUs + 200_000 * random.fraction(), again);
      if (random.chance(REORDERED)) {
        events.push(timeUs + MAX_DELAY_US * random.fraction(), again);
        continue;
      }
    }
    writer.write(timeUs, endpoints, segment);
    ledger.packets++;
  }
  writer.close();
  ledger.bytes = writer.bytes;
  return ledger;
}

function schedule(events: TimeHeap<Event>, nowUs: number, endpoints: Endpoints, rest: Iterator<Segment>): void {
  const next = rest.next();
  if (next.done !== true) events.push(nowUs + next.value.afterUs, { endpoints, segment: next.value, rest });
}

function planOf(options: TrafficOptions, caller: Caller, random: Random): Plan {
  return {
    caller,
    failure: random.chance(options.failing) ? random.pick(FAILURES) : null,
    dataSegments: options.dataSegments,
    roundTripUs: MIN_ROUND_TRIP_US * MAX_ROUND_TRIP_RATIO ** random.fraction(),
    keptUs: random.exponential(LIFE_US),
  };
}

/** No two connections of a capture share client address and port. */
function endpointsOf(index: number, random: Random): Endpoints {
  return {
    clientIpv6: random.chance(IPV6_SHARE),
    client: index & 0x1ffff,
    clientPort: 1024 + (((index * 31) & 0x7fff) + (index >>> 17)),
    mirror: random.below(MIRRORS),
  };
}

function serverName(index: number): string {
  return index < 20 ? `api${index}.shop.example` : `tenant-${(index * 2_654_435_761) % 1e9}.shop.example`;
}
