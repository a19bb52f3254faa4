import { gzipSync } from "node:zlib";
import type { CaptureOptions, NamedStream } from "../../../../modules/analyzer/capture";
import { UserError } from "../../../../modules/contracts";
import type { Compression } from "../../../../modules/analyzer/capture/compression";
import {
  cutShort,
  decompressionStopped,
  inDecompressedData,
  notACapture,
} from "../../../../modules/analyzer/capture/errors";
import { pcapFile } from "../../../support/capture-files";
import { lz4Frame, skippableFrame, zstdFrame } from "../../../support/compressed-files";
import { concat, tcpFrame } from "../../../support/frames";
import { readCapture, streamOf } from "../../../support/read-capture";

/** Comparing bytes by the hundred thousand takes the test runner half a second. */
async function read(input: NamedStream, options?: CaptureOptions) {
  const { packets, warnings } = await readCapture(input, options);
  const printed = packets.map((packet) => ({ ...packet, bytes: Buffer.from(packet.bytes).toString("base64") }));
  return { packets: printed, warnings };
}

/** Several blocks of each format; half of every packet repeats its other half, so each compresses to about a half. */
const PACKETS = Array.from({ length: 200 }, (_, index) => ({
  timeUs: 1_700_000_000_000_000 + index * 1000,
  bytes: tcpFrame({
    from: "203.0.113.5:50000",
    to: "10.0.1.10:443",
    sequence: index * 1400,
    payload: Uint8Array.from({ length: 1400 }, (_, k) => Math.imul((k % 700) + index * 700, 2_654_435_761) >>> 13),
  }),
}));
const PLAIN = pcapFile({ packets: PACKETS });
const HALF = 100_000;

const COMPRESSED: [string, Compression, Uint8Array][] = [
  ["gzip", "gzip", gzipSync(PLAIN)],
  ["gzip of two members", "gzip", concat(gzipSync(PLAIN.subarray(0, HALF)), gzipSync(PLAIN.subarray(HALF)))],
  ["zstd", "zstd", zstdFrame(PLAIN)],
  ["zstd of two frames", "zstd", concat(zstdFrame(PLAIN.subarray(0, HALF)), zstdFrame(PLAIN.subarray(HALF)))],
  ["zstd after a skippable frame", "zstd", concat(skippableFrame(new Uint8Array(50)), zstdFrame(PLAIN))],
  ["lz4", "lz4", lz4Frame(PLAIN)],
  ["lz4 of linked blocks", "lz4", lz4Frame(PLAIN, { linked: true })],
  ["lz4 with checksums", "lz4", lz4Frame(PLAIN, { linked: true, checksums: true, contentSize: true })],
  ["lz4 of uncompressed blocks", "lz4", lz4Frame(PLAIN, { uncompressed: true })],
  [
    "lz4 of two frames with a skippable one between",
    "lz4",
    concat(lz4Frame(PLAIN.subarray(0, HALF)), skippableFrame(new Uint8Array(50)), lz4Frame(PLAIN.subarray(HALF))),
  ],
];

describe.each(COMPRESSED)("%s", (_name, compression, bytes) => {
  const plain = read(streamOf(PLAIN));

  test("holds the same packets as the plain capture", async () => {
    expect(await read(streamOf(bytes))).toEqual(await plain);
  });

  test("gives them however it arrives", async () => {
    expect(await read(streamOf(bytes, 4999), { bufferBytes: 4096 })).toEqual(await plain);
  });

  test("cut in its data delivers packets before the cut, and a warning at the end of the file", async () => {
    for (const length of [bytes.length - 1, bytes.length - 9, Math.floor(bytes.length * 0.6)]) {
      const { packets, warnings } = await read(streamOf(bytes.subarray(0, length)));
      expect((await plain).packets.slice(0, packets.length)).toEqual(packets);
      expect(packets.length).toBeGreaterThan(0);
      expect(warnings).toEqual([
        {
          file: "capture",
          offset: length,
          message: expect.stringMatching(`the ${compression} data is damaged here or shortly before`) as string,
        },
      ]);
    }
  });

  test("with any of many bytes changed is read or refused", async () => {
    for (let offset = 4; offset < bytes.length; offset += Math.ceil(bytes.length / 40)) {
      const changed = bytes.slice();
      changed[offset]! ^= 0xff;
      const outcome = await read(streamOf(changed)).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(UserError);
    }
  });
});

/** Made from one capture by the programs themselves: `zstd -19` and `lz4 -9 -B4`. */
test.each([
  [
    "zstd",
    "KLUv/WQQB7UFADKHGiCQzxjZUGI32n/G4mFoO79UPeJYjbTNXp4aQUg+eBMpU8gVTPLxRorxQVLxAE5FpI02aJvphHgBAzEhAUoj516JVm/A" +
      "+3lWsKMaUw/9Q/DO/kP1/+FvvdD/v/f/7/H/uQz+f/3gwXdpqm4wqPFsu1S2tgOAvRsRMIVISARe/P9rVPhAf/MF3AXAwD7gBtw7poC9gA3c" +
      "d0iAfcANuAuAgf2OB7gHiAF7IaDlRRrqjpWGepw/XP2yCg==",
  ],
  [
    "lz4",
    "BCJNGGRApxoBAACG1MOyoQIABAABADAEAAEHADDxU2UHABOaBAAQAg0AEQIGAHABCABFAACMCwD0AUAGAADLAHEFCgABCsNQAbtEAF9QEP//" +
      "AAEAVV/xU2XoA6oAIBhkqgAfAQEAUACqAC/QB6oAIBjIqgAfAgEAUACqAC+4C6oAHygBLKoAHwMBAFAAqgAvoA+qACAYkKoAHwQBAFAAqgAv" +
      "iBOqACAY9KoAHwUBAFAAqgAvcBeqAB8oAliqAB8GAQBQAKoAL1gbqgAgGLyqAB8HAQBQAKoAL0AfqgAfKAMgqgAfCAEAUACqAC8oI6oAIBiE" +
      "qgAfCQEAUACqAC8QJ6oAIBjoqgAfCgEAUACqAC/4KqoAHygETKoAHwsBAEtQCwsLCwsAAAAABL9FOw==",
  ],
])("reads what the %s program wrote", async (_name, base64) => {
  const packets = Array.from({ length: 12 }, (_, index) => ({
    timeUs: 1_700_000_000_000_000 + index * 1000,
    bytes: tcpFrame({
      from: "203.0.113.5:50000",
      to: "10.0.1.10:443",
      sequence: index * 100,
      payload: new Uint8Array(100).fill(index),
    }),
  }));
  const written = await read(streamOf(Buffer.from(base64, "base64")));
  expect(written).toEqual(await read(streamOf(pcapFile({ packets }))));
});

test.each([
  ["gzip", gzipSync("no capture, whatever the name of the file says")],
  ["zstd", zstdFrame(new TextEncoder().encode("no capture"))],
  ["lz4", lz4Frame(new TextEncoder().encode("no capture"))],
  ["gzip", gzipSync("")],
] as const)("refuses %s of something else", async (compression, bytes) => {
  await expect(read(streamOf(bytes))).rejects.toThrow(notACapture("capture", compression));
});

test.each([
  ["gzip", gzipSync(PLAIN).subarray(0, 12)],
  ["zstd", zstdFrame(PLAIN).subarray(0, 12)],
  ["lz4", lz4Frame(PLAIN).subarray(0, 12)],
  [
    "zstd with a window of 3 GiB",
    Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xac, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  ],
  ["lz4 of an unknown version", Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x20, 0x40, 0, 0, 0, 0, 0, 0)],
])("refuses %s damaged before any packet", async (_name, bytes) => {
  const refusal = read(streamOf(bytes));
  await expect(refusal).rejects.toBeInstanceOf(UserError);
  await expect(refusal).rejects.toThrow("data is damaged from the beginning");
});

test("places damage of the capture itself in the decompressed data", async () => {
  const { warnings } = await read(streamOf(gzipSync(PLAIN.subarray(0, PLAIN.length - 1))));
  const record = 16 + PACKETS[0]!.bytes.length;
  const message = inDecompressedData(cutShort("packet record", record - 1, record), "gzip");
  expect(warnings).toEqual([{ file: "capture", offset: PLAIN.length - record, message }]);
});

test("delivers what precedes bad gzip data, and names the reason", async () => {
  const first = gzipSync(PLAIN.subarray(0, HALF));
  const second = gzipSync(PLAIN.subarray(HALF));
  const headerBytes = 10;
  second[headerBytes] = 0x07; // final, of block type 3, which RFC 1951 reserves
  const { packets, warnings } = await read(streamOf(concat(first, second)));
  const intact = Math.floor(HALF / (16 + PACKETS[0]!.bytes.length));
  expect(packets.length).toBeGreaterThan(intact * 0.8);
  const offset = first.length + second.length;
  expect(warnings).toEqual([{ file: "capture", offset, message: decompressionStopped("gzip", "invalid block type") }]);
});
