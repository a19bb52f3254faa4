import { ByteCursor } from "../../../../modules/analyzer/bytes/cursor";

const BYTES = Uint8Array.of(0x01, 0x82, 0x03, 0x84, 0x05, 0x86, 0x07);

test("reads integers of one, two and three bytes, unsigned", () => {
  const cursor = new ByteCursor().reset(BYTES);
  expect([cursor.u8(), cursor.u16(), cursor.u24(), cursor.remaining, cursor.status]).toEqual([0x01, 0x8203, 0x840586, 1, "ok"]); // prettier-ignore
});

test("reads only what lies between start and end", () => {
  const cursor = new ByteCursor().reset(BYTES, 2, 4);
  expect([cursor.position, cursor.u16(), cursor.remaining, cursor.u8(), cursor.status]).toEqual([2, 0x0384, 0, 0, "truncated"]); // prettier-ignore
});

test("steps over bytes and says where they began", () => {
  const cursor = new ByteCursor().reset(BYTES);
  expect([cursor.skip(2), cursor.skip(5), cursor.skip(0), cursor.skip(1)]).toEqual([0, 2, 7, -1]);
});

test.each([
  ["u8", 1, (cursor: ByteCursor) => cursor.u8()],
  ["u16", 2, (cursor: ByteCursor) => cursor.u16()],
  ["u24", 3, (cursor: ByteCursor) => cursor.u24()],
])("%s is truncated by less than %d bytes", (_, length, read) => {
  const cursor = new ByteCursor();
  const statuses = Array.from({ length: length + 1 }, (_status, available) => {
    read(cursor.reset(BYTES, 0, available));
    return cursor.status;
  });
  expect(statuses).toEqual([...new Array<string>(length).fill("truncated"), "ok"]);
});

test("reads zeros after the first failure, even where bytes are left", () => {
  const cursor = new ByteCursor().reset(BYTES, 0, 2);
  cursor.u24();
  expect([cursor.u8(), cursor.u16(), cursor.skip(1), cursor.position, cursor.status]).toEqual([0, 0, -1, 0, "truncated"]); // prettier-ignore
});

test("begins anew with a reset", () => {
  const cursor = new ByteCursor().reset(BYTES, 0, 0);
  cursor.u8();
  cursor.enter(3);
  expect(cursor.reset(BYTES).u8()).toBe(1);
  expect(cursor.status).toBe("ok");
  cursor.skip(100);
  expect(cursor.status).toBe("truncated");
});

describe("inside a length that the peer announced", () => {
  test("reads no further than that length, and what is missing is the peer's fault", () => {
    const cursor = new ByteCursor().reset(BYTES);
    cursor.enter(2);
    expect([cursor.u16(), cursor.remaining, cursor.u8(), cursor.status]).toEqual([0x0182, 0, 0, "malformed"]);
  });

  test("steps over what was left unread", () => {
    const cursor = new ByteCursor().reset(BYTES);
    const outer = cursor.enter(4);
    cursor.u8();
    cursor.leave(outer);
    expect([cursor.position, cursor.u8(), cursor.status]).toEqual([4, 5, "ok"]);
  });

  test("a length beyond the end is truncated outside of another, and malformed inside", () => {
    const cursor = new ByteCursor().reset(BYTES);
    cursor.enter(8);
    expect(cursor.status).toBe("truncated");
    cursor.reset(BYTES).enter(4);
    cursor.enter(5);
    expect(cursor.status).toBe("malformed");
  });

  test("what is read after it is outside again", () => {
    const cursor = new ByteCursor().reset(BYTES);
    cursor.leave(cursor.enter(6));
    cursor.u16();
    expect(cursor.status).toBe("truncated");
  });
});
