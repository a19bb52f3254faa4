import { Connection } from "../../../../modules/analyzer/flow/connection";

test("starts over as if it were new, with nothing left of the connection before", () => {
  const used = new Connection(1, Int32Array.of(1, 2, 3, 4), 2, 3, true, true);
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
  const told = [11, null, 12, 13, false, false] as const;
  used.reset(...told);
  expect(used).toEqual(new Connection(...told));
});

test("remembers neither holes nor mentioned numbers when it starts over", () => {
  const { client } = new Connection(0, null, 0, 0, true, true);
  client.start(0, true);
  client.skim(10, 10);
  client.reset("client");
  client.mention(5);
  client.reset("client");
  client.adoptStart(true);
  client.acknowledge(100);
  client.settleHoles();
  expect([client.started, client.missing]).toEqual([false, 0]);
});
