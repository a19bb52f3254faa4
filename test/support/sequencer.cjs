const { statSync } = require("node:fs");
const Sequencer = require("@jest/test-sequencer").default;

/** Minutes each: begun first, so that no worker is still at one of them when the others have nothing left to do. */
const SLOW = [
  "packer/rehearsal.test.ts",
  "appliance/boot.test.ts",
  "modules/analyzer/never.test.ts",
  "comparison/tshark.test.ts",
];

/** Needs all processors for some seconds: begun last, when the others are done. */
const ALONE = ["appliance/rate.test.ts"];

// Throws where a file was renamed and is not found here any more.
for (const name of [...SLOW, ...ALONE]) require.resolve(`../${name}`);

/** Where a test belongs in the order: slow ones, the others by their size, what had better be alone. */
function placeOf({ path }) {
  const slow = SLOW.findIndex((name) => path.endsWith(`/test/${name}`));
  if (slow >= 0) return [slow, 0];
  const isAlone = ALONE.some((name) => path.endsWith(`/test/${name}`));
  return [isAlone ? SLOW.length + 1 : SLOW.length, -statSync(path).size];
}

/** The order in which test files are begun. Without it a first run on two processors waits for the slowest at its end. */
class SlowFirstSequencer extends Sequencer {
  sort(tests) {
    const placed = tests.map((test) => ({ test, place: placeOf(test) }));
    placed.sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1]);
    return placed.map(({ test }) => test);
  }
}

module.exports = SlowFirstSequencer;
