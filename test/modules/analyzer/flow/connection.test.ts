import { emptyFrame } from "../../../../modules/analyzer/decap/frame";
import { Connection } from "../../../../modules/analyzer/flow/connection";
import { FlowTable } from "../../../../modules/analyzer/flow/flow-table";

/** A table with a row that nobody has used yet. */
function withNewRow(): { table: FlowTable; row: number } {
  const table = new FlowTable();
  const frame = emptyFrame();
  table.find(frame);
  return { table, row: table.add(frame) };
}

test("starts over as if it were new, with nothing left of the connection before", () => {
  const before = withNewRow();
  const used = new Connection(before.table, before.row, Int32Array.of(1, 2, 3, 4), 2, 3, true, true);
  Object.assign(used, { packets: 5, bytes: 6, synSequence: 7, syns: 8, previousSyn: 9, synAckSeen: true });
  Object.assign(used, { packetTooBig: true, unreachable: true, closingSinceUs: 10, queuedToClose: true });
  used.closedBy = { side: "client", how: "fin" };
  used.twin = used;
  used.swapSides();
  for (const half of [used.client, used.server]) {
    half.mention(1);
    half.start(100, true);
    half.acknowledge(500);
    half.skim(200, 10);
    half.noteRetransmission(600, 10);
    Object.assign(half, { finished: true, packets: 1, duplicateAcks: 2, lostOnTheWay: 3, missing: 4, cutPackets: 5 });
    half.pending = [];
    half.pendingBytes = 6;
  }
  before.table.remove(before.row);
  const frame = emptyFrame();
  frame.sourcePort = 1;
  before.table.find(frame);
  const told = [before.table.add(frame), null, 12, 13, false, false] as const;
  used.reset(...told);

  const after = withNewRow();
  const fresh = new Connection(after.table, ...told);
  expect(JSON.stringify(used)).toBe(JSON.stringify(fresh));
  expect([used.lastUs, used.packets, used.bytes]).toEqual([13, 0, 0]);
  for (const half of [used.client, used.server]) expect([half.next, half.acked, half.packets]).toEqual([0, 0, 0]);
});

test("remembers neither holes nor mentioned numbers when it starts over", () => {
  const { table, row } = withNewRow();
  const { client } = new Connection(table, row, null, 0, 0, true, true);
  client.start(0, true);
  client.skim(10, 10);
  client.reset("client", row, true);
  client.mention(5);
  client.reset("client", row, true);
  client.adoptStart(true);
  client.acknowledge(100);
  client.settleHoles();
  expect([client.started, client.missing]).toEqual([false, 0]);
});

describe("copies of one connection, by two mirror sessions", () => {
  function begunBy(synSequence: number, syns: number): Connection {
    const { table, row } = withNewRow();
    const connection = new Connection(table, row, null, 0, 0, true, true);
    return Object.assign(connection, { synSequence, syns });
  }

  test("are told by the SYN that both began with", () => {
    const [first, second] = [begunBy(5, 2), begunBy(5, 1)];
    expect(first.pairWith(second)).toBe(true);
    expect([first.twin, second.twin]).toEqual([second, first]);
  });

  test.each([
    ["another SYN", begunBy(6, 1)],
    ["no SYN that was captured", begunBy(5, 0)],
    ["a twin already", Object.assign(begunBy(5, 1), { twin: begunBy(5, 1) })],
  ])("are not what has %s", (_, other) => {
    const { twin } = other;
    const connection = begunBy(5, 1);
    expect(other.pairWith(connection)).toBe(false);
    expect([other.twin, connection.twin]).toEqual([twin, null]);
  });
});
