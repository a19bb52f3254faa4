import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cutIncompleteRecord } from "../../../scripts/capture/whole-records";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tls-mirror-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A pcap file in little-endian order with packets of these lengths. */
function pcap(...lengths: number[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4);
  const records = lengths.map((length, index) => {
    const record = Buffer.alloc(16 + length, index + 1);
    record.writeUInt32LE(length, 8);
    record.writeUInt32LE(length, 12);
    return record;
  });
  return Buffer.concat([header, ...records]);
}

async function cut(bytes: Buffer): Promise<{ bytesCut: number | undefined; left: Buffer }> {
  const path = join(folder, "a.pcap");
  await writeFile(path, bytes);
  const bytesCut = await cutIncompleteRecord(path);
  return { bytesCut, left: await readFile(path) };
}

describe("a capture file whose writer was killed", () => {
  test("cannot be kept where not even the file header is whole", async () => {
    for (const length of [0, 1, 23]) expect((await cut(pcap(60).subarray(0, length))).bytesCut).toBeUndefined();
  });

  test("cannot be kept where it is no capture", async () => {
    expect((await cut(Buffer.alloc(100, "x"))).bytesCut).toBeUndefined();
  });

  test("is left alone where its last record is whole", async () => {
    for (const whole of [pcap(), pcap(60), pcap(60, 0, 1514)]) {
      expect(await cut(whole)).toEqual({ bytesCut: 0, left: whole });
    }
  });

  test("keeps its whole records wherever it was cut", async () => {
    const one = pcap(60);
    const two = pcap(60, 80);
    for (let length = one.length + 1; length < two.length; length++) {
      expect(await cut(two.subarray(0, length))).toEqual({ bytesCut: length - one.length, left: one });
    }
  });

  test("keeps nothing of a tail of zeros, which a machine that lost its power leaves behind", async () => {
    const one = pcap(60);
    for (const length of [1, 15, 16, 17, 32, 4_096]) {
      expect(await cut(Buffer.concat([one, Buffer.alloc(length)]))).toEqual({ bytesCut: length, left: one });
    }
  });

  test("is followed over more records than are read at once", async () => {
    const many = pcap(...Array.from({ length: 2_000 }, () => 1_514));

    const { bytesCut, left } = await cut(many);
    expect(bytesCut).toBe(0);
    expect(left.equals(many)).toBe(true);
    expect((await cut(many.subarray(0, -1))).bytesCut).toBe(16 + 1_513);
  });
});
