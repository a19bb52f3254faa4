import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import { FlowTable } from "../../../../modules/analyzer/flow/flow-table";
import { HalfStream, type PendingSegment } from "../../../../modules/analyzer/flow/half-stream";

function halfStream(): HalfStream {
  const table = new FlowTable();
  const frame = emptyFrame();
  table.find(frame);
  return new HalfStream(table, "server", table.add(frame), true);
}

function started(at = 100): HalfStream {
  const half = halfStream();
  half.start(at, true);
  return half;
}

function held(sequence: number): PendingSegment {
  const bytes = new Uint8Array(10);
  return { sequence, length: 10, bytes, held: 10, acknowledgment: null, fin: false, rst: false, timeUs: 0 };
}

describe("holes after the verdict", () => {
  /** Segments in, as [first byte, length], and the acknowledgment of the peer; bytes missing out. */
  test.each<[string, [number, number][], number | null, number]>([
    ["no hole", [[100, 10]], 110, 0],
    ["a hole that the peer acknowledged", [[120, 10]], 130, 20],
    ["a hole that nobody acknowledged", [[120, 10]], null, 0],
    ["the acknowledged part of a hole", [[120, 10]], 105, 5],
    ["a hole filled by a segment that was overtaken", [[120, 10], [100, 20]], 130, 0], // prettier-ignore
    ["the beginning of a hole filled", [[120, 10], [100, 5]], 130, 15], // prettier-ignore
    ["the end of a hole filled", [[120, 10], [115, 5]], 130, 15], // prettier-ignore
    ["the middle of a hole filled", [[120, 10], [105, 5]], 130, 15], // prettier-ignore
    ["more than a hole filled", [[110, 10], [120, 10], [90, 40]], 130, 0], // prettier-ignore
    ["two holes, one filled", [[110, 10], [130, 10], [120, 10]], 140, 10], // prettier-ignore
    ["a retransmission, which fills nothing", [[110, 10], [110, 10]], 120, 10], // prettier-ignore
  ])("%s", (_, segments, acknowledged, missing) => {
    const half = started();
    for (const [sequence, length] of segments) half.skim(sequence, length);
    if (acknowledged !== null) half.acknowledge(acknowledged);
    half.settleHoles();
    expect(half.missing).toBe(missing);
  });

  test("are counted across the wrap of sequence numbers", () => {
    const half = started(0xfffffffa);
    half.skim(4, 10);
    half.acknowledge(14);
    half.settleHoles();
    expect(half.missing).toBe(10);
  });

  test("count as missing at once when there are more than can be remembered", () => {
    const half = started();
    for (let hole = 0; hole < 40; hole++) half.skim(110 + 20 * hole, 10);
    expect(half.missing).toBe(80);
    half.acknowledge(100 + 20 * 40);
    half.settleHoles();
    expect(half.missing).toBe(400);
  });
});

describe("bytes that the peer has and nobody saw", () => {
  test("are none before the stream has begun, or before anything was acknowledged", () => {
    const unstarted = halfStream();
    unstarted.acknowledge(500);
    expect(unstarted.lostBytes()).toBe(0);
    expect(started().lostBytes()).toBe(0);
  });

  test("reach up to the acknowledgment", () => {
    const half = started();
    half.acknowledge(130);
    expect(half.lostBytes()).toBe(30);
  });

  test("reach no further than the first held segment", () => {
    const half = started();
    half.pending = [held(125), held(110)];
    half.acknowledge(130);
    expect(half.lostBytes()).toBe(10);
  });

  test("are none once the stream has ended: the last acknowledgment counts the FIN", () => {
    const half = started();
    half.acknowledge(101);
    half.finished = true;
    expect(half.lostBytes()).toBe(0);
  });
});

test("keeps the highest acknowledgment, in whatever order they come", () => {
  const half = started();
  for (const acknowledgment of [110, 105, 120, 102, 115]) half.acknowledge(acknowledgment);
  expect(half.acked).toBe(120);
});

test("takes no notice of an acknowledgment from an earlier use of the ports", () => {
  const half = started();
  half.acknowledge(0x4000_0000);
  expect(half.ackedKnown).toBe(false);
});

describe("a stream whose SYN was not captured", () => {
  test("begins with the lowest number that either side mentioned", () => {
    const half = halfStream();
    for (const sequence of [110, 105, 120]) half.mention(sequence);
    half.acknowledge(102);
    half.adoptStart(false);
    expect([half.started, half.initial, half.fromSyn]).toEqual([true, 102, false]);
  });

  test("begins before the wrap of sequence numbers if the lowest number lies there", () => {
    const half = halfStream();
    for (const sequence of [3, 0xfffffff0 | 0, 10]) half.mention(sequence);
    half.adoptStart(true);
    expect([half.next >>> 0, half.fromSyn]).toEqual([0xfffffff0, true]);
  });

  test("does not begin while nobody mentioned a number", () => {
    const half = halfStream();
    half.adoptStart(true);
    expect(half.started).toBe(false);
  });
});

describe("a segment is a stray", () => {
  test.each([
    [100, false],
    [100 + (1 << 24), false],
    [101 + (1 << 24), true],
    [100 - (1 << 24), false],
    [99 - (1 << 24), true],
  ])("at %d beside a stream at 100: %p", (sequence, stray) => {
    expect(started().isStray(sequence)).toBe(stray);
  });

  test("never before the stream has begun", () => {
    expect(halfStream().isStray(0x7fffffff)).toBe(false);
  });
});

describe("a segment sent again", () => {
  test("counts while the peer has not acknowledged all of it", () => {
    const half = started();
    half.acknowledge(109);
    half.noteRetransmission(100, 10);
    half.noteRetransmission(100, 4);
    expect([half.retransmissions, half.largestRetransmission]).toEqual([1, 10]);
  });

  test("does not count once the peer has acknowledged it", () => {
    const half = started();
    half.acknowledge(110);
    half.noteRetransmission(100, 10);
    expect([half.retransmissions, half.largestRetransmission]).toEqual([0, 0]);
  });
});
