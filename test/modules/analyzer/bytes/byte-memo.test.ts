import fc from "fast-check";
import { HEADER_BYTES } from "../../../../modules/analyzer/engine/made-once";
import { TlsEngine } from "../tls/tls-engine";

const { parts, memory } = new TlsEngine();

const LONGEST = 512;
/** As few slots as there may be: all strings share them. */
const FEWEST = 4;

/** An entry as it lies in the engine's memory: serial, length, hash, references, its text, then the bytes. */
interface Entry {
  readonly at: number;
  readonly serial: number;
  readonly references: number;
  readonly text: string;
}

/** A memo with so many slots. */
function memoOf(slots: number): { readonly get: (bytes: Uint8Array) => Entry } {
  const memo = parts.newMemo(slots, LONGEST);
  return { get: (bytes) => entryAt(parts.getEntry(memo, ...memory.hold(bytes))) };
}

function entryAt(at: number): Entry {
  const [serial = 0, length = 0, , references = 0] = memory.words.subarray(at / 4, at / 4 + 4);
  const bytes = memory.copy(at + HEADER_BYTES, at + HEADER_BYTES + length);
  return { at, serial, references, text: Buffer.from(bytes).toString("hex") };
}

const bytesOf = (text: string) => Buffer.from(text, "latin1");

test("has one entry for equal bytes, wherever they lie", () => {
  const { get } = memoOf(64);
  const first = get(bytesOf("hello"));
  memory.hold(new Uint8Array(100));
  expect(get(bytesOf("hello"))).toMatchObject({ at: first.at, serial: first.serial, text: first.text });
});

test("has another for other bytes, and tells the two apart by their numbers", () => {
  const { get } = memoOf(64);
  const [one, other] = [get(bytesOf("one")), get(bytesOf("two"))];
  expect(other.serial).toBeGreaterThan(one.serial);
  expect(other.text).toBe(bytesOf("two").toString("hex"));
});

test("does not keep the caller's bytes", () => {
  const { get } = memoOf(64);
  const { at, text } = get(bytesOf("hello"));
  memory.hold(new Uint8Array(100).fill(7));
  expect(entryAt(at).text).toBe(text);
});

test("does not take strings for equal that differ only where they are not hashed", () => {
  const { get } = memoOf(64);
  const long = new Uint8Array(LONGEST);
  const entries = [0, 127, 128, 250, 300, 511].map((at) => get(long.with(at, 1)).serial);
  expect(new Set([...entries, get(long).serial]).size).toBe(7);
});

test("has an entry of its own each time for long bytes, so that a hostile peer cannot fill memory with them", () => {
  const { get } = memoOf(64);
  const [longest, long] = [new Uint8Array(LONGEST), new Uint8Array(LONGEST + 1)];
  expect(get(longest).serial).toBe(get(longest).serial);
  const [one, other] = [get(long), get(long)];
  expect(one.serial).not.toBe(other.serial);
  expect([one.references, other.references]).toEqual([1, 1]);
});

test("counts who refers to an entry, its slot among them", () => {
  const { get } = memoOf(64);
  const { at } = get(bytesOf("hello"));
  expect(entryAt(at).references).toBe(2);
  expect(get(bytesOf("hello")).references).toBe(3);
  parts.release(at);
  parts.release(at);
  expect(entryAt(at).references).toBe(1);
});

test("keeps an entry that was pushed out of its slot while somebody refers to it", () => {
  const { get } = memoOf(FEWEST);
  const kept = get(bytesOf("kept"));
  for (let i = 0; i < 1000; i++) parts.release(get(bytesOf(`other ${i}`)).at);
  expect(entryAt(kept.at)).toMatchObject({ serial: kept.serial, references: 1, text: kept.text });
  expect(get(bytesOf("kept")).serial).not.toBe(kept.serial);
});

test("answers with the bytes that were asked for, however few its slots", () => {
  const { get } = memoOf(FEWEST);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4 }), (bytes) => {
      const { at, text } = get(bytes);
      parts.release(at);
      expect(text).toBe(Buffer.from(bytes).toString("hex"));
    }),
    { numRuns: 1000 },
  );
});

test("remembers as many strings that share their slots as there are, and of more the last ones", () => {
  const strings = fc.array(fc.uint8Array({ maxLength: 4 }), { minLength: FEWEST, maxLength: FEWEST });
  fc.assert(
    fc.property(strings, (shared) => {
      const { get } = memoOf(FEWEST);
      const serials = shared.map((bytes) => get(bytes).serial);
      expect(shared.map((bytes) => get(bytes).serial)).toEqual(serials);
    }),
  );
  const { get } = memoOf(FEWEST);
  const serials = ["a", "b", "c", "d", "e"].map((text) => get(bytesOf(text)).serial);
  expect(["b", "c", "d", "e"].map((text) => get(bytesOf(text)).serial)).toEqual(serials.slice(1));
  expect(get(bytesOf("a")).serial).not.toBe(serials[0]);
});

test("takes no more memory for many strings than for a few", () => {
  const { get } = memoOf(64);
  const bytesAfter = (count: number): number => {
    for (let i = 0; i < count; i++) parts.release(get(bytesOf(`${i}`.padStart(i % 600, "x"))).at);
    return memory.bytes.length;
  };
  const before = bytesAfter(2000);
  expect(bytesAfter(20_000)).toBe(before);
});
