import { ByteWriter } from "../../../../modules/analyzer/bytes/byte-writer";

function written(write: (out: ByteWriter) => void): string {
  const out = new ByteWriter(1);
  write(out);
  return Buffer.from(out.bytes.slice(0, out.length)).toString();
}

test.each(["", "plain", "Zürich", "一二三", "ends in é", "\u{1f512} locked"])("writes %j as UTF-8", (text) => {
  expect(
    written((out) => {
      out.text("before ");
      out.text(text);
      out.text(" behind");
    }),
  ).toBe(`before ${text} behind`);
});

test.each([3, 100])("copies a part of %d bytes through any growth", (length) => {
  const bytes = Buffer.from("0123456789".repeat(11));
  const part = bytes.toString().slice(2, 2 + length);
  expect(
    written((out) => {
      for (let i = 0; i < 100; i++) out.copy(bytes, 2, 2 + length);
    }),
  ).toBe(part.repeat(100));
});
