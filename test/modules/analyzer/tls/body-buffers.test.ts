import { BodyBuffers } from "../../../../modules/analyzer/tls/body-buffers";

test("lends a buffer again once it was given back, and never to two at once", () => {
  const buffers = new BodyBuffers();
  const [first, second] = [buffers.take(100), buffers.take(100)];
  expect(second).not.toBe(first);
  buffers.giveBack(first);
  expect(buffers.take(5000)).toBe(first);
});

test("makes a longer one for a long body, and keeps it no longer than that body needs it", () => {
  const buffers = new BodyBuffers();
  const long = buffers.take(100_000);
  expect(long).toHaveLength(100_000);
  buffers.giveBack(long);
  expect(buffers.take(100_000)).not.toBe(long);
});
