import { LentBuffers } from "../../../../modules/analyzer/bytes/lent-buffers";

test("lends a buffer again once it was given back, and never to two at once", () => {
  const buffers = new LentBuffers(1000, 250);
  const [first, second] = [buffers.take(900), buffers.take(900)];
  expect(second).not.toBe(first);
  buffers.giveBack(first);
  expect(buffers.take(500)).toBe(first);
});

test.each([
  ["longer than there is room for", 1001],
  ["so short that most of a buffer would be idle", 249],
])("makes one of its own for what is %s, and does not keep it", (_, length) => {
  const buffers = new LentBuffers(1000, 250);
  const own = buffers.take(length);
  expect(own).toHaveLength(length);
  buffers.giveBack(own);
  expect(buffers.take(length)).not.toBe(own);
});
