import fc from "fast-check";
import { emptyFrame, type Frame } from "../../../../modules/analyzer/decap/frame";
import { FlowTable } from "../../../../modules/analyzer/flow/flow-table";
import { Double, ROW_DOUBLES, ROW_WORDS, Word } from "../../../../modules/analyzer/flow/row";
import { addressText, parseAddress } from "../../../../modules/analyzer/report/addresses";

interface Key {
  readonly from: string;
  readonly to: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly vni: number;
}

const CLIENT: Key = { from: "203.0.113.5", to: "10.0.1.10", fromPort: 50000, toPort: 443, vni: -1 };

function frameOf({ from, to, fromPort, toPort, vni }: Key): Frame {
  const frame = emptyFrame();
  frame.addresses.set(parseAddress(from)!, 0);
  frame.addresses.set(parseAddress(to)!, 4);
  frame.sourcePort = fromPort;
  frame.destinationPort = toPort;
  frame.vni = vni;
  return frame;
}

function reversed({ from, to, fromPort, toPort, vni }: Key): Key {
  return { from: to, to: from, fromPort: toPort, toPort: fromPort, vni };
}

function add(table: FlowTable, key: Key): number {
  const frame = frameOf(key);
  table.find(frame);
  return table.add(frame);
}

test("finds nothing in an empty table", () => {
  expect(new FlowTable().find(frameOf(CLIENT))).toBe(-1);
});

test.each([
  ["IPv4", CLIENT],
  ["IPv6", { ...CLIENT, from: "2001:db8::5", to: "2001:db8::10" }],
  ["two ports of one address", { ...CLIENT, to: CLIENT.from }],
  ["an endpoint with itself", { ...CLIENT, to: CLIENT.from, toPort: CLIENT.fromPort }],
])("finds a connection in both directions: %s", (_, key) => {
  const table = new FlowTable();
  const row = add(table, key);
  expect(table.find(frameOf(key))).toBe(row);
  expect(table.find(frameOf(reversed(key)))).toBe(row);
});

test("the two directions disagree on which endpoint is the source", () => {
  const table = new FlowTable();
  table.find(frameOf(CLIENT));
  const forward = table.sourceIsLow;
  table.find(frameOf(reversed(CLIENT)));
  expect(table.sourceIsLow).toBe(!forward);
});

test.each([
  ["another client", { ...CLIENT, from: "203.0.113.6" }],
  ["another server", { ...CLIENT, to: "10.0.1.11" }],
  ["another client port", { ...CLIENT, fromPort: 50001 }],
  ["another server port", { ...CLIENT, toPort: 8443 }],
  ["swapped ports", { ...CLIENT, fromPort: CLIENT.toPort, toPort: CLIENT.fromPort }],
  ["another VNI", { ...CLIENT, vni: 7 }],
])("tells apart: %s", (_, other) => {
  const table = new FlowTable();
  add(table, CLIENT);
  expect(table.find(frameOf(other))).toBe(-1);
});

test("gives back addresses, ports and VNI as they were", () => {
  const table = new FlowTable();
  const row = add(table, { ...CLIENT, vni: 0xffffff });
  const low = table.sourceIsLow;
  expect([addressText(table.address(row, low)), table.port(row, low)]).toEqual(["203.0.113.5", 50000]);
  expect([addressText(table.address(row, !low)), table.port(row, !low)]).toEqual(["10.0.1.10", 443]);
  expect(table.vni(row)).toBe(0xffffff);
});

test("names the same connection under other VNIs as its twins, and not itself", () => {
  const table = new FlowTable();
  const rows = [1, 2, 3].map((vni) => add(table, { ...CLIENT, vni }));
  add(table, { ...CLIENT, fromPort: 50001, vni: 2 });
  const frame = frameOf({ ...CLIENT, vni: 2 });
  table.find(frame);
  expect(table.twins(frame).sort()).toEqual([rows[0], rows[2]]);
});

test("hands out the row of a removed connection again before it takes another", () => {
  const table = new FlowTable();
  const rows = [1, 2, 3].map((vni) => add(table, { ...CLIENT, vni }));
  table.remove(rows[1]!);
  expect(add(table, { ...CLIENT, vni: 4 })).toBe(rows[1]);
  expect([table.size, table.rowLimit]).toEqual([3, 3]);
});

test("gives a connection a row in which nothing is left of the one before", () => {
  const table = new FlowTable();
  const row = add(table, CLIENT);
  table.words[row * ROW_WORDS + Word.NEXT] = 7;
  table.doubles[row * ROW_DOUBLES + Double.LAST_US] = 8;
  table.remove(row);
  expect(add(table, { ...CLIENT, vni: 7 })).toBe(row);
  expect(table.words[row * ROW_WORDS + Word.NEXT]).toBe(0);
  expect(table.doubles[row * ROW_DOUBLES + Double.LAST_US]).toBe(0);
});

test("keeps the words of every row while it grows", () => {
  const table = new FlowTable();
  const rows = Array.from({ length: 5000 }, (_, index) => {
    const row = add(table, { ...CLIENT, fromPort: 1 + index });
    table.words[row * ROW_WORDS + Word.PACKETS] = index;
    table.doubles[row * ROW_DOUBLES + Double.BYTES] = index + 0.5;
    return row;
  });
  const kept = rows.filter((row, index) => {
    const packets = table.words[row * ROW_WORDS + Word.PACKETS];
    return packets === index && table.doubles[row * ROW_DOUBLES + Double.BYTES] === index + 0.5;
  });
  expect(kept).toHaveLength(5000);
});

describe("against a map", () => {
  // Few endpoints, so that connections come back, and several VNIs, whose rows share one probe sequence.
  const keys = fc.record({
    fromPort: fc.integer({ min: 1, max: 12 }),
    vni: fc.integer({ min: -1, max: 6 }),
    back: fc.boolean(),
  });
  const steps = fc.array(fc.tuple(fc.constantFrom("add", "add", "remove", "find"), keys), { maxLength: 400 });

  test("finds what was added and not removed, through any additions and removals", () => {
    fc.assert(
      fc.property(steps, (turns) => {
        const table = new FlowTable();
        const model = new Map<string, number>();
        for (const [what, { fromPort, vni, back }] of turns) {
          const key = { ...CLIENT, fromPort, vni };
          const name = `${fromPort}/${vni}`;
          const frame = frameOf(back ? reversed(key) : key);
          const row = table.find(frame);
          expect(row).toBe(model.get(name) ?? -1);
          if (what === "add" && row < 0) model.set(name, table.add(frame));
          if (what === "remove" && row >= 0) {
            table.remove(row);
            model.delete(name);
          }
          expect(table.size).toBe(model.size);
        }
      }),
    );
  });

  test("loses none of 20,000 connections while it grows, nor when every second is removed", () => {
    const table = new FlowTable();
    const key = (index: number): Key => ({ ...CLIENT, fromPort: 1 + (index % 65_000), vni: index % 3 });
    const rows = Array.from({ length: 20_000 }, (_, index) => add(table, key(index)));
    rows.forEach((row, index) => {
      if (index % 2 === 0) table.remove(row);
    });
    const wrong = rows.filter((row, index) => table.find(frameOf(key(index))) !== (index % 2 === 0 ? -1 : row));
    expect(wrong).toEqual([]);
    expect(table.size).toBe(10_000);
  });
});
