import fc from "fast-check";

import { parseClientHello, type ClientHello } from "../../../../modules/analyzer/tls/client-hello";
import { ascii, clientHelloBytes, ext, u16, vector, type HelloParts } from "./hello-bytes";

const GREASE = 0x7a7a;

function parsed(parts: HelloParts): ClientHello {
  const bytes = clientHelloBytes(parts);
  const hello = parseClientHello(bytes, 0, bytes.length);
  if (typeof hello === "string") throw new Error(hello);
  return hello;
}

function parse(bytes: Uint8Array, announced = bytes.length): ClientHello | "truncated" | "malformed" {
  return parseClientHello(bytes, 0, bytes.length, announced);
}

const BROWSER: HelloParts = {
  sessionId: new Array<number>(32).fill(7),
  ciphers: [GREASE, 0x1301, 0xc02f],
  extensions: [
    ext.empty(GREASE),
    ext.serverName("api.example.com"),
    ext.groups([GREASE, 0x11ec, 0x001d]),
    ext.pointFormats([0]),
    ext.signatures([GREASE, 0x0403]),
    ext.alpn(ascii("h2"), ascii("http/1.1")),
    ext.versions([GREASE, 0x0304, 0x0303]),
    ext.keyShares([GREASE, 0x11ec]),
    [45, vector(1, [1])],
    ext.empty(0xfe0d),
  ],
};

describe("refuses", () => {
  test("a session id that runs past the message", () => {
    const bytes = clientHelloBytes();
    bytes[34] = 255;
    expect(parse(bytes)).toBe("malformed");
  });

  test("a session id of more than 32 bytes", () => {
    expect(parse(clientHelloBytes({ sessionId: new Array<number>(33).fill(1) }))).toBe("malformed");
  });

  test("half a cipher suite", () => {
    expect(parse(Uint8Array.from([3, 3, ...new Array<number>(32).fill(0), 0, 0, 3, 0x13, 1, 0x13, 1, 0]))).toBe(
      "malformed",
    );
  });

  test("an extension that runs past the block of extensions", () => {
    const bytes = clientHelloBytes({ extensions: [ext.empty(23)] });
    bytes[bytes.length - 1] = 1;
    expect(parse(bytes)).toBe("malformed");
  });

  test("bytes after the extensions", () => {
    expect(parse(Uint8Array.from([...clientHelloBytes(), 0]))).toBe("malformed");
  });

  test("an empty message", () => {
    expect(parse(new Uint8Array(0))).toBe("malformed");
  });
});

describe("a hello whose end the capture lost", () => {
  const whole = clientHelloBytes(BROWSER);

  test.each(Array.from({ length: whole.length }, (_, length) => length))("is truncated after %d bytes", (length) => {
    expect(parse(whole.subarray(0, length), whole.length)).toBe("truncated");
  });

  test("is malformed where what is left contradicts itself already", () => {
    const bytes = clientHelloBytes({ extensions: [ext.empty(23)] });
    bytes[bytes.length - 1] = 1;
    expect(parse(bytes, bytes.length + 10)).toBe("malformed");
  });
});

describe("reads", () => {
  test("every field of a browser's hello, GREASE kept in codes and left out of names", () => {
    expect(parsed(BROWSER)).toEqual({
      sslv2: false,
      legacyVersion: 0x0303,
      cipherSuites: {
        codes: [GREASE, 0x1301, 0xc02f],
        names: ["TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
      },
      compressionMethods: [0],
      extensions: [GREASE, 0, 10, 11, 13, 16, 43, 51, 45, 0xfe0d],
      serverName: "api.example.com",
      alpn: { names: ["h2", "http/1.1"], first: Uint8Array.from(ascii("h2")), wellFormed: true },
      supportedVersions: { codes: [GREASE, 0x0304, 0x0303], names: ["TLS 1.3", "TLS 1.2"] },
      supportedGroups: { codes: [GREASE, 0x11ec, 0x001d], names: ["X25519MLKEM768", "x25519"] },
      signatureAlgorithms: { codes: [GREASE, 0x0403], names: ["ecdsa_secp256r1_sha256"] },
      ecPointFormats: [0],
      keyShareGroups: [GREASE, 0x11ec],
      pskKeyExchangeModes: [1],
      hasPreSharedKey: false,
      hasEarlyData: false,
      hasEncryptedClientHello: true,
      malformedExtensions: [],
    });
  });

  test("a hello that ends before its extensions", () => {
    expect(parsed({ version: 0x0301, extensions: null })).toMatchObject({
      legacyVersion: 0x0301,
      extensions: [],
      serverName: null,
      alpn: null,
      supportedVersions: null,
    });
  });

  test("early data and a key shared before", () => {
    expect(parsed({ extensions: [ext.empty(42), ext.empty(41)] })).toMatchObject({
      hasEarlyData: true,
      hasPreSharedKey: true,
    });
  });

  test("from the middle of a buffer, and keeps nothing of it", () => {
    const bytes = Uint8Array.from([9, 9, ...clientHelloBytes(BROWSER), 9, 9]);
    const hello = parseClientHello(bytes, 2, bytes.length - 2);
    bytes.fill(0xee);
    expect(hello).toEqual(parsed(BROWSER));
  });

  test("the lists of two equal hellos into the same objects", () => {
    expect(parsed(BROWSER).cipherSuites).toBe(parsed(BROWSER).cipherSuites);
  });
});

describe("server_name", () => {
  test("is null without the extension", () => {
    expect(parsed({ extensions: [] }).serverName).toBeNull();
  });

  test("is empty with an empty name", () => {
    expect(parsed({ extensions: [ext.serverName("")] }).serverName).toBe("");
  });

  test("is empty, and the extension malformed, with no list at all", () => {
    expect(parsed({ extensions: [ext.empty(0)] })).toMatchObject({ serverName: "", malformedExtensions: [0] });
  });

  test("shows bytes that are not printable, and the backslash, by number", () => {
    expect(parsed({ extensions: [ext.serverName("a\x1b[2J\xff\\")] }).serverName).toBe("a\\x1b[2J\\xff\\x5c");
  });

  test("is the first host name of several entries", () => {
    const entries = [9, ...vector(2, ascii("x")), 0, ...vector(2, ascii("one")), 0, ...vector(2, ascii("two"))];
    expect(parsed({ extensions: [[0, vector(2, entries)]] })).toMatchObject({
      serverName: "one",
      malformedExtensions: [],
    });
  });
});

describe("an extension whose content contradicts its length is named, and the hello still read", () => {
  test.each([
    ["supported_groups with a list that is too long", 10, u16(40)],
    ["supported_groups with bytes after the list", 10, [...vector(2, u16(0x1d)), 0]],
    ["signature_algorithms with half a scheme", 13, vector(2, [4])],
    ["supported_versions without a byte", 43, []],
    ["ALPN with a protocol cut short", 16, vector(2, [5, 0x68])],
    ["key_share with a key cut short", 51, vector(2, [...u16(0x1d), ...u16(32), 1])],
    ["server_name with a name cut short", 0, vector(2, [0, ...u16(9), 0x61])],
  ] as const)("%s", (_, type, data) => {
    expect(parsed({ extensions: [[type, data], ext.versions([0x0304])] })).toMatchObject({
      malformedExtensions: [type],
      extensions: [type, 43],
    });
  });
});

test("names every malformed extension of a hello that is full of them", () => {
  const count = 16_000;
  const { malformedExtensions } = parsed({ extensions: Array.from({ length: count }, () => ext.empty(0)) });
  expect(malformedExtensions).toHaveLength(count);
});

test("no bytes make the parser throw or read past its end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (bytes, lost) => {
      const guarded = Uint8Array.from([...bytes, ...new Array<number>(8).fill(0xff)]);
      expect(parseClientHello(guarded, 0, bytes.length, bytes.length + lost)).toEqual(
        parseClientHello(bytes, 0, bytes.length, bytes.length + lost),
      );
    }),
  );
});

test("one flipped byte of a good hello never makes it truncated", () => {
  const whole = clientHelloBytes(BROWSER);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bytes = whole.slice();
      bytes[at]! ^= flip;
      expect(parse(bytes)).not.toBe("truncated");
    }),
  );
});
