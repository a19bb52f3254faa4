import { createHash } from "node:crypto";
import fc from "fast-check";

import { isGrease } from "../../../../modules/analyzer/tls/grease";
import { ascii, clientHelloBytes, ext, vector, type Extension, type HelloParts } from "./hello-bytes";
import { TlsEngine, type Ja4 } from "./tls-engine";

const engine = new TlsEngine();

function ja4Of(parts: HelloParts): Ja4 {
  const hello = engine.clientHello(clientHelloBytes(parts));
  if (typeof hello === "string") throw new Error(hello);
  if (hello.ja4 === null) throw new Error("no JA4");
  return hello.ja4;
}

/** The first part, in front of the hashes. */
function shape(parts: HelloParts): string {
  return ja4Of(parts).hashed.slice(0, 10);
}

const CHROME_CIPHERS = [
  0x2a2a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d,
  0x002f, 0x0035,
];
const CHROME_EXTENSIONS: readonly Extension[] = [
  ext.empty(0x8a8a),
  ext.empty(0x0023),
  ext.serverName("example.com"),
  ext.empty(0x0015),
  ext.empty(0x001b),
  ext.alpn(ascii("h2"), ascii("http/1.1")),
  ext.empty(0x4469),
  ext.signatures([0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601]),
  ext.keyShares([0x001d]),
  ext.empty(0x002d),
  ext.groups([0x001d]),
  ext.versions([0x3a3a, 0x0304, 0x0303]),
  ext.empty(0x0012),
  ext.pointFormats([0]),
  ext.empty(0xff01),
  ext.empty(0x0017),
  ext.empty(0x0005),
  ext.empty(0x5a5a),
];

// The worked example of https://github.com/FoxIO-LLC/ja4/blob/main/technical_details/JA4.md.
test("agrees with the published example", () => {
  expect(ja4Of({ ciphers: CHROME_CIPHERS, extensions: CHROME_EXTENSIONS })).toEqual({
    hashed: "t13d1516h2_8daaf6152771_e5627efa2ab1",
    raw:
      "t13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9_" +
      "0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_" +
      "0403,0804,0401,0503,0805,0501,0806,0601",
  });
});

test("does not depend on the order of extensions", () => {
  const expected = ja4Of({ ciphers: CHROME_CIPHERS, extensions: CHROME_EXTENSIONS });
  const shuffled = fc.shuffledSubarray([...CHROME_EXTENSIONS], { minLength: CHROME_EXTENSIONS.length });
  fc.assert(
    fc.property(shuffled, (extensions) => {
      expect(ja4Of({ ciphers: CHROME_CIPHERS, extensions })).toEqual(expected);
    }),
  );
});

test("leaves GREASE out of signature algorithms and keeps unknown ones", () => {
  const plain = ja4Of({ extensions: [ext.signatures([0x0403, 0xfe01])] });
  expect(ja4Of({ extensions: [ext.signatures([0xcaca, 0x0403, 0xfe01])] })).toEqual(plain);
  expect(plain.raw).toBe("t12i010100_1301_000d_0403,fe01");
});

test("has no underscore where only GREASE was offered as signature algorithm", () => {
  expect(ja4Of({ extensions: [ext.signatures([0x0a0a])] }).raw).toBe("t12i010100_1301_000d");
});

test("has no value for a hello in SSL 2.0 format", () => {
  const hello = engine.sslv2Hello(Uint8Array.from([1, 3, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0x2f]));
  expect(hello).toMatchObject({ ja4: null });
});

test("hashes an absence to zeros", () => {
  expect(ja4Of({ ciphers: [], extensions: null }).hashed).toBe("t12i000000_000000000000_000000000000");
});

test("hashes extensions to zeros where only server_name and ALPN are left to leave out", () => {
  expect(ja4Of({ extensions: [ext.serverName("a"), ext.alpn(ascii("h2"))] }).hashed).toMatch(/^t12d0102h2_\w+_0{12}$/);
});

test("counts no more than 99, and an extension as often as it occurs", () => {
  const ciphers = Array.from({ length: 120 }, (_, code) => code);
  expect(shape({ ciphers, extensions: [ext.empty(23), ext.empty(23)] })).toBe("t12i990200");
});

test("hashes as many cipher suites and extensions as a hello has room for, in ascending order", () => {
  // By a step that shares no factor with 65,536 each occurs once, and hardly any in its place.
  const offered = Array.from({ length: 16_000 }, (_, i) => (i * 40_503) & 0xffff).filter((code) => !isGrease(code));
  const { raw, hashed } = ja4Of({ ciphers: offered, extensions: offered.map(ext.empty) });
  const digits = (codes: readonly number[]) => codes.map((code) => code.toString(16).padStart(4, "0")).join(",");
  const ciphers = digits(offered.toSorted((a, b) => a - b));
  const extensions = digits(offered.filter((type) => type !== 0 && type !== 16).toSorted((a, b) => a - b));
  expect(raw).toBe(`t12d999900_${ciphers}_${extensions}`);
  expect(hashed).toBe(`t12d999900_${sha256Start(ciphers)}_${sha256Start(extensions)}`);
});

function sha256Start(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

test.each([
  [0x0304, "13"],
  [0x0303, "12"],
  [0x0302, "11"],
  [0x0301, "10"],
  [0x0300, "s3"],
  [0x0002, "s2"],
  [0xfeff, "d1"],
  [0xfefd, "d2"],
  [0xfefc, "d3"],
  [0x7f1c, "00"],
])("takes legacy_version 0x%s as %s where there is no supported_versions", (version, digits) => {
  expect(shape({ version, extensions: null }).slice(1, 3)).toBe(digits);
});

test("takes the highest of supported_versions wherever it stands, and never GREASE", () => {
  expect(shape({ extensions: [ext.versions([0x0303, 0xfafa, 0x0304])] }).slice(1, 3)).toBe("13");
});

test.each([
  ["is empty", ext.serverName("")],
  ["is an address", ext.serverName("192.0.2.1")],
  ["holds no list", ext.empty(0)],
])("says d where server_name %s", (_, extension) => {
  expect(shape({ extensions: [extension] }).charAt(3)).toBe("d");
});

test.each([
  ["http/1.1", "h1"],
  ["h", "hh"],
  ["", "00"],
  ["\x30\xab", "3b"],
  ["\xab", "ab"],
  ["\x20\x61", "21"],
])("tells the protocol %j as %s", (protocol, digits) => {
  expect(shape({ extensions: [ext.alpn(ascii(protocol), ascii("h2"))] }).slice(8)).toBe(digits);
});

test.each([
  ["there is none in the list", []],
  ["it is cut short", [3, 0x68, 0x32]],
])("tells of no protocol where %s", (_, list) => {
  expect(shape({ extensions: [[16, vector(2, list)]] }).slice(8)).toBe("00");
});

test("tells the first protocol though it is GREASE", () => {
  expect(shape({ extensions: [ext.alpn([0x0a, 0x0a], ascii("h2"))] }).slice(8)).toBe("0a");
});
