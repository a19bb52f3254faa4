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
  test("every field of a browser's hello, with GREASE left out of what it offers", () => {
    const { kind, ...own } = parsed(BROWSER);
    expect(own).toEqual({
      extensions: [GREASE, 0, 10, 11, 13, 16, 43, 51, 45, 0xfe0d],
      serverName: "api.example.com",
      hasEarlyData: false,
    });
    expect(kind.offer).toEqual({
      legacyVersion: 0x0303,
      cipherSuites: {
        codes: [0x1301, 0xc02f],
        names: ["TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
      },
      extensionTypes: [0, 10, 11, 13, 16, 43, 45, 51, 0xfe0d],
      alpn: { names: ["h2", "http/1.1"], first: Uint8Array.from(ascii("h2")) },
      supportedVersions: { codes: [0x0304, 0x0303], names: ["TLS 1.3", "TLS 1.2"] },
      supportedGroups: { codes: [0x11ec, 0x001d], names: ["X25519MLKEM768", "x25519"] },
      signatureAlgorithms: { codes: [0x0403], names: ["ecdsa_secp256r1_sha256"] },
      ecPointFormats: [0],
    });
  });

  test("a hello that ends before its extensions", () => {
    expect(parsed({ version: 0x0301, extensions: null })).toMatchObject({
      kind: { offer: { legacyVersion: 0x0301, extensionTypes: [], alpn: null, supportedVersions: null } },
      extensions: [],
      serverName: null,
    });
  });

  test("early data", () => {
    expect(parsed({ extensions: [ext.empty(42)] }).hasEarlyData).toBe(true);
    expect(parsed({ extensions: [ext.empty(41)] }).hasEarlyData).toBe(false);
  });

  test("from the middle of a buffer, and keeps nothing of it", () => {
    const bytes = Uint8Array.from([9, 9, ...clientHelloBytes(BROWSER), 9, 9]);
    const hello = parseClientHello(bytes, 2, bytes.length - 2);
    bytes.fill(0xee);
    expect(hello).toEqual(parsed(BROWSER));
  });

  test("of a list that stands there twice the second", () => {
    const { offer } = parsed({ extensions: [ext.groups([0x17]), ext.groups([0x1d])] }).kind;
    expect([offer.supportedGroups?.codes, offer.extensionTypes]).toEqual([[0x1d], [10, 10]]);
  });
});

describe("two hellos are of one kind", () => {
  test("whatever their GREASE, the order of their extensions, name, session id and keys", () => {
    const other: HelloParts = {
      sessionId: [],
      ciphers: [0x1301, 0xaaaa, 0xc02f],
      extensions: [
        ext.empty(0xfe0d),
        [45, vector(1, [1])],
        ext.keyShares([0x11ec, 0x1d]),
        ext.versions([0x0304, 0x1a1a, 0x0303]),
        ext.alpn(ascii("h2"), ascii("http/1.1")),
        ext.signatures([0x0403, 0x2a2a]),
        ext.pointFormats([0]),
        ext.groups([0x11ec, 0x001d]),
        ext.serverName("another.example.com"),
      ],
    };
    expect(parsed(other).kind).toBe(parsed(BROWSER).kind);
  });

  test.each<[string, HelloParts]>([
    ["version", { ...BROWSER, version: 0x0302 }],
    ["cipher suites", { ...BROWSER, ciphers: [0xc02f, 0x1301] }],
    ["extensions", { ...BROWSER, extensions: BROWSER.extensions!.slice(0, -1) }],
    ["groups", { ...BROWSER, extensions: [ext.groups([0x001d]), ...BROWSER.extensions!.filter(([type]) => type !== 10)] }],
    ["ALPN", { ...BROWSER, extensions: [ext.alpn(ascii("h2")), ...BROWSER.extensions!.filter(([type]) => type !== 16)] }],
  ])("but not with other %s", (_, other) => {
    expect(parsed(other).kind).not.toBe(parsed(BROWSER).kind);
  }); // prettier-ignore

  test("not where one list is absent and the other empty", () => {
    const [absent, empty] = [[ext.empty(10)], [ext.groups([])]].map((extensions) => parsed({ extensions }).kind.offer);
    expect([absent!.supportedGroups, empty!.supportedGroups]).toEqual([null, { codes: [], names: [] }]);
  });
});

describe("server_name", () => {
  test("is null without the extension", () => {
    expect(parsed({ extensions: [] }).serverName).toBeNull();
  });

  test("is empty with an empty name", () => {
    expect(parsed({ extensions: [ext.serverName("")] }).serverName).toBe("");
  });

  test("is empty with no list at all", () => {
    expect(parsed({ extensions: [ext.empty(0)] }).serverName).toBe("");
  });

  test("shows bytes that are not printable, and the backslash, by number", () => {
    expect(parsed({ extensions: [ext.serverName("a\x1b[2J\xff\\")] }).serverName).toBe("a\\x1b[2J\\xff\\x5c");
  });

  test("is the first host name of several entries", () => {
    const entries = [9, ...vector(2, ascii("x")), 0, ...vector(2, ascii("one")), 0, ...vector(2, ascii("two"))];
    expect(parsed({ extensions: [[0, vector(2, entries)]] }).serverName).toBe("one");
  });
});

describe("an extension whose content contradicts its length leaves the hello readable, and tells what it can", () => {
  test.each([
    ["supported_groups with a list that is too long", 10, u16(40), { supportedGroups: null }],
    ["supported_groups with bytes after the list", 10, [...vector(2, u16(0x1d)), 0], { supportedGroups: { codes: [0x1d], names: ["x25519"] } }],
    ["signature_algorithms with half a scheme", 13, vector(2, [4]), { signatureAlgorithms: { codes: [], names: [] } }],
    ["supported_versions without a byte", 43, [], { supportedVersions: null }],
    ["ALPN with a protocol cut short", 16, vector(2, [5, 0x68]), { alpn: { names: [], first: new Uint8Array(0) } }],
    ["key_share with a key cut short", 51, vector(2, [...u16(0x1d), ...u16(32), 1]), {}],
    ["server_name with a name cut short", 0, vector(2, [0, ...u16(9), 0x61]), {}],
  ] as const)("%s", (_, type, data, told) => {
    const { kind, extensions } = parsed({ extensions: [[type, data], ext.empty(23)] });
    expect(extensions).toEqual([type, 23]);
    expect(kind.offer).toMatchObject(told);
  }); // prettier-ignore
});

test("reads a hello that is full of extensions", () => {
  const count = 16_000;
  const { extensions, kind } = parsed({ extensions: Array.from({ length: count }, (_, at) => ext.empty(count - at)) });
  expect([extensions.length, extensions[0]]).toEqual([count, count]);
  expect(kind.offer.extensionTypes.slice(0, 3)).toEqual([1, 2, 3]);
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
