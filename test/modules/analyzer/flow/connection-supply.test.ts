import { emptyFrame, type Frame } from "../../../../modules/analyzer/decap/frame";
import { FlowTable } from "../../../../modules/analyzer/flow/flow-table";
import type { Connection } from "../../../../modules/analyzer/flow/connection";
import { ConnectionSupply } from "../../../../modules/analyzer/flow/connection-supply";

function take(supply: ConnectionSupply, frame: Frame = emptyFrame()): Connection {
  return supply.take(1, frame, 2, true, true);
}

test.each([
  ["waits in the queue of closed ones", (connection: Connection) => (connection.queuedToClose = true)],
  ["has a twin", (connection: Connection) => (connection.twin = connection)],
])("does not use a connection again that %s", (_, held) => {
  const supply = new ConnectionSupply(new FlowTable());
  const first = take(supply);
  held(first);
  supply.giveBack(first);
  expect(take(supply)).not.toBe(first);
});

test("uses a connection again that is over, once", () => {
  const supply = new ConnectionSupply(new FlowTable());
  const first = take(supply);
  first.syns = 7;
  supply.giveBack(first);
  const second = take(supply);
  expect(second).toBe(first);
  expect(second.syns).toBe(0);
  expect(take(supply)).not.toBe(first);
});

test("gives connections of one mirrored interface the same copy of its address, and none without encapsulation", () => {
  const supply = new ConnectionSupply(new FlowTable());
  const frame = emptyFrame();
  frame.vni = 7;
  frame.mirror.set([0, 0, 0xffff, 1]);
  const first = take(supply, frame).mirror;
  expect(take(supply, frame).mirror).toBe(first);
  frame.mirror[3] = 2;
  expect([first, take(supply, frame).mirror]).toEqual([Int32Array.of(0, 0, 0xffff, 1), Int32Array.of(0, 0, 0xffff, 2)]);
  expect(take(supply).mirror).toBeNull();
});
