import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { CaptureInput } from "../../../modules/analyzer/capture";
import { CaptureReader, emptyPacket } from "../../../modules/analyzer/capture";
import { UserError } from "../../../modules/contracts";
import { analyzeFile, analyzePackets } from "../../support/analyze";
import {
  directionsIn,
  dropped,
  dropsOf,
  duplicated,
  flipsOf,
  prefixesOf,
  seededRandom,
  shuffled,
  splitInto,
  splitsOf,
  withBytesAppended,
  type Random,
} from "../../support/pcap-mutations";
import { readCapture, streamOf, type ReadPacket } from "../../support/read-capture";

const FIXTURES = join(__dirname, "../../fixtures");
const NAMES = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

/** How long the random run lasts; longer than by default with TLS_MIRROR_FUZZ_SECONDS. */
const FUZZ_SECONDS = Number(process.env["TLS_MIRROR_FUZZ_SECONDS"] ?? (process.env["CI"] === "true" ? 120 : 10));

/** Fixtures with fewer packets are split at every byte of every segment; fewer bytes, and every byte is flipped. */
const FEW_PACKETS = 14;
const FEW_BYTES = 2000;

/** Prefixes of one file: every one in CI, a sample elsewhere. */
const MAX_PREFIXES = process.env["CI"] === "true" ? Infinity : 60;

/** A record of what was seen of a connection, short enough to compare: whose it is and what became of it. */
type Verdicts = ReadonlyMap<string, readonly string[]>;

const UNDETERMINED = "undetermined";

function verdictsOf(packets: readonly ReadPacket[]): Verdicts {
  const verdicts = new Map<string, string[]>();
  for (const { client, server, outcome, cause } of analyzePackets(packets).records) {
    const ends = `${client.ip}:${client.port}-${server.ip}:${server.port}`;
    verdicts.set(ends, [...(verdicts.get(ends) ?? []), outcome === UNDETERMINED ? outcome : `${outcome} ${cause}`]);
  }
  return verdicts;
}

/** Verdicts of `variant` that accuse somebody of what the whole capture does not. */
function accusations(whole: Verdicts, variant: Verdicts): string[] {
  return [...variant].flatMap(([ends, verdicts]) => {
    const allowed = whole.get(ends) ?? [];
    const completed = allowed.some((verdict) => verdict.startsWith("completed"));
    return verdicts
      .filter((verdict) => verdict !== UNDETERMINED && !allowed.includes(verdict))
      .filter((verdict) => !(completed && verdict.startsWith("completed")))
      .map((verdict) => `${ends}: ${verdict} instead of ${allowed.join(" or ")}`);
  });
}

async function packetsOf(name: string): Promise<readonly ReadPacket[]> {
  return (await readCapture(join(FIXTURES, name))).packets;
}

describe.each(NAMES)("%s", (name) => {
  test("keeps its verdicts when segments of a flight are shuffled", async () => {
    const packets = await packetsOf(name);
    const whole = verdictsOf(packets);
    for (const direction of directionsIn(packets)) {
      for (let seed = 0; seed < 5; seed++) {
        expect(verdictsOf(shuffled(packets, direction, seededRandom(seed), "flight"))).toEqual(whole);
      }
    }
  });

  test("keeps its verdicts when segments are split", async () => {
    const packets = await packetsOf(name);
    const whole = verdictsOf(packets);
    for (const bytes of [1, 2, 3, 7, 100]) expect(verdictsOf(splitInto(packets, bytes))).toEqual(whole);
    if (packets.length > FEW_PACKETS) return;
    for (const split of splitsOf(packets)) expect(verdictsOf(split)).toEqual(whole);
  });

  test("accuses nobody when packets are missing", async () => {
    const packets = await packetsOf(name);
    const whole = verdictsOf(packets);
    // The evidence that a packet is missing would come after the stall limit, when the verdict is out.
    if (name.endsWith("-stalled.pcap")) return;
    for (const rest of dropsOf(packets)) expect(accusations(whole, verdictsOf(rest))).toEqual([]);
    for (let seed = 0; seed < 10; seed++) {
      expect(accusations(whole, verdictsOf(dropped(packets, 0.2, seededRandom(seed))))).toEqual([]);
    }
  });

  test("accuses nobody at any earlier end of the capture", async () => {
    const packets = await packetsOf(name);
    const whole = verdictsOf(packets);
    for (let length = 0; length < packets.length; length++) {
      // A server may still refuse a client that has finished: until then it did, and nobody is accused by saying so.
      const early = accusations(whole, verdictsOf(packets.slice(0, length)));
      expect(early.filter((accusation) => !accusation.includes(": completed "))).toEqual([]);
    }
  });

  test("is read from every prefix of its file, or refused in one line", async () => {
    // All prefixes that end within one packet hold the same packets before it: those are analyzed once.
    const analyzed = new Set<number | null>();
    for (const prefix of sampled(prefixesOf(readFileSync(join(FIXTURES, name))), MAX_PREFIXES)) {
      const packets = await readOrRefuse(prefix, countPackets);
      if (!analyzed.has(packets)) await readOrRefuse(prefix, analyzeFile);
      analyzed.add(packets);
    }
  });
});

describe.each(NAMES.filter((name) => readFileSync(join(FIXTURES, name)).length <= FEW_BYTES))(
  "%s, a small file,",
  (name) => {
    test("is read with any byte flipped, or refused in one line", async () => {
      for (const flipped of flipsOf(readFileSync(join(FIXTURES, name)), [0xff, 0x01]))
        await readOrRefuse(flipped, analyzeFile);
    });
  },
);

test(
  `nothing crashes on packets with random damage, for ${FUZZ_SECONDS} seconds`,
  async () => {
    const captures = await Promise.all(NAMES.map(packetsOf));
    const heapBefore = heapAfterCollection();
    const endMs = Date.now() + FUZZ_SECONDS * 1000;
    let variants = 0;
    for (let seed = 0; Date.now() < endMs; seed++) {
      const random = seededRandom(seed);
      const packets = captures[Math.floor(random() * captures.length)] ?? [];
      // Two damages at once meet code that one alone does not.
      analyzePackets(damaged(duplicated(dropped(packets, 0.1, random), 0.1, random), random));
      const file = readFileSync(join(FIXTURES, NAMES[Math.floor(random() * NAMES.length)] ?? ""));
      const shorter = file.subarray(0, Math.floor(random() * file.length));
      await readOrRefuse(withBytesAppended(shorter, 200, random), analyzeFile);
      variants += 2;
    }
    expect(variants).toBeGreaterThan(100);
    // What is remembered between captures is bounded: tables of names, lists and certificates.
    expect(heapAfterCollection() - heapBefore).toBeLessThan(64 * 1024 * 1024);
  },
  (FUZZ_SECONDS + 60) * 1000,
);

/** Flips some bytes of some packets, and cuts some. */
function damaged(packets: readonly ReadPacket[], random: Random): ReadPacket[] {
  return packets.map((packet) => {
    if (random() < 0.5) return packet;
    const bytes = packet.bytes.slice(0, random() < 0.2 ? Math.floor(random() * packet.bytes.length) : undefined);
    for (let flips = random() * 4; flips > 0 && bytes.length > 0; flips--) {
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    }
    return { ...packet, bytes };
  });
}

/** What `read` makes of a capture; null where it refuses it, in one line. */
async function readOrRefuse<T>(file: Uint8Array, read: (capture: CaptureInput) => Promise<T>): Promise<T | null> {
  try {
    return await read(streamOf(file));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).not.toContain("\n    at ");
    return null;
  }
}

async function countPackets(capture: CaptureInput): Promise<number> {
  const reader = await CaptureReader.open(capture);
  const packet = emptyPacket();
  let packets = 0;
  while (await reader.fill()) while (reader.next(packet)) packets++;
  return packets;
}

/** All, or as many as given, evenly spread. */
function* sampled<T>(items: Iterable<T>, most: number): Generator<T> {
  const all = [...items];
  const step = Math.max(1, all.length / most);
  for (let at = 0; at < all.length; at += step) {
    const item = all[Math.floor(at)];
    if (item !== undefined) yield item;
  }
}

function heapAfterCollection(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}
