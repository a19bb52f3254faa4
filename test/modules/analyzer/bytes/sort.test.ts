import fc from "fast-check";
import { TlsEngine } from "../tls/tls-engine";

const { parts, memory } = new TlsEngine();

function sorted(numbers: Uint16Array): Uint16Array {
  const [start, end] = memory.hold(new Uint8Array(numbers.buffer));
  parts.sortShorts(start, numbers.length);
  return new Uint16Array(memory.copy(start, end).buffer);
}

// From one number to several gaps, equal ones among them.
test.each([0xffff, 7])("brings any numbers up to %d into ascending order", (largest) => {
  fc.assert(
    fc.property(fc.uint16Array({ max: largest, maxLength: 400, size: "max" }), (numbers) => {
      expect(sorted(numbers)).toEqual(numbers.toSorted());
    }),
  );
});

test.each([
  ["descending", (i: number) => 65_535 - i],
  ["ascending", (i: number) => i],
  ["in disorder", (i: number) => (i * 40_503) & 0xffff],
])("brings as many as there can be into ascending order that come %s", (_, at) => {
  expect(sorted(Uint16Array.from({ length: 65_536 }, (_, i) => at(i)))).toEqual(
    Uint16Array.from({ length: 65_536 }, (_, i) => i),
  );
});
