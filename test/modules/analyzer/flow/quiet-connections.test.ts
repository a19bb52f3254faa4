import fc from "fast-check";
import { emptyFrame, type Frame } from "../../../../modules/analyzer/decap/frame";
import { FlowTable } from "../../../../modules/analyzer/flow/flow-table";
import { QuietConnections } from "../../../../modules/analyzer/flow/quiet-connections";

const LINGER_US = 60e6;

/** Frames of different connections, told by their ports. */
const frameOf = (sourcePort: number, timeUs = 0): Frame => ({ ...emptyFrame(), sourcePort, timeUs });

/** Makes the connection of a frame quiet, as the tracker does: with its row, which is free then. */
function add(quiet: QuietConnections, frame: Frame, syn: number | null, sinceUs: number): void {
  const table = new FlowTable();
  table.find(frame);
  quiet.add(table, table.add(frame), syn, sinceUs);
}

test("knows no connection that was not added", () => {
  const quiet = new QuietConnections(LINGER_US);
  expect([quiet.find(frameOf(1)), quiet.size, quiet.oldestUs]).toEqual([-1, 0, Infinity]);
});

test.each([null, 0, -7])("remembers the SYN of a connection: %p", (syn) => {
  const quiet = new QuietConnections(LINGER_US);
  add(quiet, frameOf(1), syn, 1.5e15);
  expect(quiet.synOf(quiet.find(frameOf(1)))).toBe(syn);
  expect(quiet.find(frameOf(2))).toBe(-1);
});

test("remembers a connection for as long as told, and not a microsecond longer", () => {
  const quiet = new QuietConnections(LINGER_US);
  add(quiet, frameOf(1), 5, 1.5e15);
  expect(quiet.synOf(quiet.find(frameOf(1, 1.5e15 + LINGER_US)))).toBe(5);
  expect(quiet.find(frameOf(1, 1.5e15 + LINGER_US + 1))).toBe(-1);
  expect(quiet.find(frameOf(1, 1.5e15))).toBe(-1);
});

test("finds a connection by the packets of its other side, under its own VNI alone", () => {
  const quiet = new QuietConnections(LINGER_US);
  add(quiet, { ...frameOf(1), destinationPort: 443, vni: 7 }, 5, 9);
  const answer = { ...emptyFrame(), sourcePort: 443, destinationPort: 1, vni: 7 };
  expect(quiet.synOf(quiet.find(answer))).toBe(5);
  expect(quiet.find({ ...answer, vni: 8 })).toBe(-1);
});

test("forgets a connection whose ports are used again, and nothing where there is none", () => {
  const quiet = new QuietConnections(LINGER_US);
  add(quiet, frameOf(1), null, 5);
  add(quiet, frameOf(2), null, 6);
  quiet.forget(quiet.find(frameOf(1)));
  quiet.forget(-1);
  expect(quiet.find(frameOf(1))).toBe(-1);
  expect(quiet.find(frameOf(2))).toBeGreaterThanOrEqual(0);
});

test("the oldest is not the one that became quiet again since", () => {
  const quiet = new QuietConnections(LINGER_US);
  add(quiet, frameOf(1), null, 5);
  quiet.forget(quiet.find(frameOf(1)));
  add(quiet, frameOf(1), 8, 9);
  quiet.forgetOldest();
  expect(quiet.synOf(quiet.find(frameOf(1)))).toBe(8);
  quiet.forgetOldest();
  expect([quiet.find(frameOf(1)), quiet.size]).toEqual([-1, 0]);
});

test("forgets in the order of adding, however additions and removals follow each other", () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 300 })), { maxLength: 12 });
  fc.assert(
    fc.property(steps, (turns) => {
      const quiet = new QuietConnections(LINGER_US);
      let added = 0;
      let forgotten = 0;
      for (const [adds, times] of turns) {
        for (let i = 0; i < times; i++) {
          if (adds) add(quiet, frameOf(++added), null, 1000 + added);
          else if (forgotten < added) {
            quiet.forgetOldest();
            forgotten++;
          }
        }
        expect(quiet.size).toBe(added - forgotten);
        expect(quiet.oldestUs).toBe(quiet.size === 0 ? Infinity : 1001 + forgotten);
        expect(quiet.find(frameOf(forgotten))).toBe(-1);
        if (forgotten < added) expect(quiet.find(frameOf(forgotten + 1))).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 30 },
  );
});
