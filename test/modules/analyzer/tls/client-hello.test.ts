import fc from "fast-check";

import { md5 } from "../../../../modules/analyzer/tls/digest";
import { isGrease } from "../../../../modules/analyzer/tls/grease";
import { clientHello } from "../../../support/tls-records";
import { EngineConversation } from "./engine-conversation";
import { ascii, clientHelloBytes, ext, u16, vector, type HelloParts } from "./hello-bytes";
import { TlsEngine, type ReadClientHello } from "./tls-engine";

const engine = new TlsEngine();

const GREASE = 0x7a7a;

function parsed(parts: HelloParts): ReadClientHello {
  const hello = engine.clientHello(clientHelloBytes(parts));
  if (typeof hello === "string") throw new Error(hello);
  return hello;
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
    expect(engine.clientHello(bytes)).toBe("malformed");
  });

  test("a session id of more than 32 bytes", () => {
    expect(engine.clientHello(clientHelloBytes({ sessionId: new Array<number>(33).fill(1) }))).toBe("malformed");
  });

  test("half a cipher suite", () => {
    expect(
      engine.clientHello(Uint8Array.from([3, 3, ...new Array<number>(32).fill(0), 0, 0, 3, 0x13, 1, 0x13, 1, 0])),
    ).toBe("malformed");
  });

  test("an extension that runs past the block of extensions", () => {
    const bytes = clientHelloBytes({ extensions: [ext.empty(23)] });
    bytes[bytes.length - 1] = 1;
    expect(engine.clientHello(bytes)).toBe("malformed");
  });

  test("bytes after the extensions", () => {
    expect(engine.clientHello(Uint8Array.from([...clientHelloBytes(), 0]))).toBe("malformed");
  });

  test("an empty message", () => {
    expect(engine.clientHello(new Uint8Array(0))).toBe("malformed");
  });
});

describe("a part of a hello, taken for a whole one,", () => {
  const whole = clientHelloBytes(BROWSER);
  // Clients older than extensions end their hellos here.
  const beforeExtensions = clientHelloBytes({ ...BROWSER, extensions: null }).length;
  const lengths = Array.from({ length: whole.length }, (_, length) => length);

  test.each(lengths.filter((length) => length !== beforeExtensions))("is malformed after %d bytes", (length) => {
    expect(engine.clientHello(whole.slice(0, length))).toBe("malformed");
  });
});

describe("reads", () => {
  test("every field of a browser's hello, with GREASE left out of what it offers", () => {
    const { kind, ...own } = parsed(BROWSER);
    expect(own).toEqual({
      serverName: "api.example.com",
      hasEarlyData: false,
      ja3: md5("771,4865-49199,0-10-11-13-16-43-51-45-65037,4588-29,0"),
      ja4: {
        hashed: "t13d0209h2_c1929292aa6b_3d05d3a041b6",
        raw: "t13d0209h2_1301,c02f_000a,000b,000d,002b,002d,0033,fe0d_0403",
      },
    });
    expect(kind.offer).toEqual({
      legacyVersion: 0x0303,
      cipherSuites: {
        codes: [0x1301, 0xc02f],
        names: ["TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
      },
      extensionTypes: [0, 10, 11, 13, 16, 43, 45, 51, 0xfe0d],
      alpn: ["h2", "http/1.1"],
      supportedVersions: { codes: [0x0304, 0x0303], names: ["TLS 1.3", "TLS 1.2"] },
      supportedGroups: { codes: [0x11ec, 0x001d], names: ["X25519MLKEM768", "x25519"] },
      signatureAlgorithms: { codes: [0x0403], names: ["ecdsa_secp256r1_sha256"] },
      ecPointFormats: [0],
    });
  });

  test("a hello that ends before its extensions", () => {
    expect(parsed({ version: 0x0301, extensions: null })).toMatchObject({
      kind: { offer: { legacyVersion: 0x0301, extensionTypes: [], alpn: null, supportedVersions: null } },
      serverName: null,
    });
  });

  test("early data", () => {
    expect(parsed({ extensions: [ext.empty(42)] }).hasEarlyData).toBe(true);
    expect(parsed({ extensions: [ext.empty(41)] }).hasEarlyData).toBe(false);
  });

  test("into something that stays when the next packet lies where the hello lay", () => {
    const other = new TlsEngine();
    const conversation = new EngineConversation(other).data("client", clientHello(BROWSER));
    other.memory.hold(new Uint8Array(1000).fill(0xee));
    const { kind, serverName, ja3, ja4 } = parsed(BROWSER);
    expect(conversation.transcript.hello).toEqual({ kind, serverName, ja3, ja4 });
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
    ["ALPN with a protocol cut short", 16, vector(2, [5, 0x68]), { alpn: [] }],
    ["key_share with a key cut short", 51, vector(2, [...u16(0x1d), ...u16(32), 1]), {}],
    ["server_name with a name cut short", 0, vector(2, [0, ...u16(9), 0x61]), {}],
  ] as const)("%s", (_, type, data, told) => {
    const { kind } = parsed({ extensions: [[type, data], ext.empty(23)] });
    expect(kind.offer.extensionTypes).toEqual([type, 23].sort((a, b) => a - b));
    expect(kind.offer).toMatchObject(told);
  }); // prettier-ignore
});

test("reads a hello that is full of extensions", () => {
  const types = Array.from({ length: 16_000 }, (_, at) => 16_000 - at);
  const { kind, ja3 } = parsed({ extensions: types.map(ext.empty) });
  expect(ja3).toBe(md5(`771,4865,${types.filter((type) => !isGrease(type)).join("-")},,`));
  expect(kind.offer.extensionTypes.slice(0, 3)).toEqual([1, 2, 3]);
});

// The bytes lie at the very end of the engine's memory: to read past them is an error of its own.
test("no bytes make the reader crash or read past their end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(["object", "malformed"]).toContain(outcome(bytes));
    }),
  );
});

test("no damage to a good hello makes the reader crash or read past its end", () => {
  const whole = clientHelloBytes(BROWSER);
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(damage, fc.nat(whole.length), (values, length) => {
      const bytes = whole.slice();
      for (const [at, value] of values) bytes[at] = value;
      expect(["object", "malformed"]).toContain(outcome(bytes));
      expect(["object", "malformed"]).toContain(outcome(bytes.slice(0, length)));
    }),
    { numRuns: 1000 },
  );
});

/** Never "truncated": whether bytes are missing is decided before a hello is read. */
function outcome(bytes: Uint8Array): string {
  const hello = engine.clientHello(bytes);
  return typeof hello === "string" ? hello : "object";
}
