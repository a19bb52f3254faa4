import { compare } from "../../../scripts/bench/comparison";
import type { Contender } from "../../../scripts/bench/contenders";
import { findingsDiffer } from "../../../scripts/bench/errors";

const LEDGER = { connections: 1, failed: 0, hellos: 1, plaintextAlerts: 0, packets: 10, bytes: 1000 };
const CAPTURE = { name: "tiny", path: "/dev/null", ledger: LEDGER };

function contender(name: Contender["name"], hellos: number): Contender {
  return {
    name,
    program: process.execPath,
    command: () => ({ program: process.execPath, args: ["--version"] }),
    count: () => Promise.resolve({ hellos, plaintextAlerts: 0 }),
  };
}

test("refuses to compare programs that found different things", async () => {
  const contenders = [contender("tls-mirror", 1), contender("tshark", 2)];
  const found = new Map(contenders.map(({ name }, index) => [name, { hellos: index + 1, plaintextAlerts: 0 }]));
  await expect(compare(CAPTURE, contenders, 1)).rejects.toThrow(findingsDiffer("tiny", found).message);
});

test("measures each program in each round, and none against itself", async () => {
  const copier: Contender = { ...contender("tcpdump", 0), count: null };
  const comparison = await compare(CAPTURE, [contender("tls-mirror", 1), contender("tshark", 1), copier], 2);
  expect(comparison.found).toEqual({
    "tls-mirror": { hellos: 1, plaintextAlerts: 0 },
    tshark: { hellos: 1, plaintextAlerts: 0 },
  });
  expect(comparison.results.map(({ name, timesOurs }) => [name, timesOurs === null])).toEqual([
    ["tls-mirror", true],
    ["tshark", false],
    ["tcpdump", false],
  ]);
});

test("a program that fails is no measurement", async () => {
  const broken: Contender = {
    ...contender("tcpdump", 0),
    command: () => ({ program: process.execPath, args: ["--no-such-option"] }),
    count: null,
  };
  await expect(compare(CAPTURE, [broken], 1)).rejects.toThrow("ended with status");
});
