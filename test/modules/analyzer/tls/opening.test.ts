import { OPENINGS as NAMES } from "../../../../modules/analyzer/tls/transcript";
import { alert, changeCipherSpec, clientHello, hidden } from "../../../support/tls-records";
import { TlsEngine } from "./tls-engine";

const engine = new TlsEngine();
const { parts, memory } = engine;

/** Null when there are too few to tell. */
function startsClientHello(bytes: Uint8Array): boolean | null {
  return [false, true, null][parts.startsClientHello(...memory.hold(bytes))]!;
}

const latin1 = (text: string) => Buffer.from(text, "latin1");

/** What the first bytes are, and from how many of them it is known. */
const OPENINGS = [
  ["a handshake record", clientHello(), "tls", 2],
  ["an alert", alert(40), "tls-midstream", 2],
  ["ChangeCipherSpec", changeCipherSpec(), "tls-midstream", 2],
  ["application data", hidden(20), "tls-midstream", 2],
  ["a content type without a TLS version", Uint8Array.of(22, 2, 0, 0, 20), "other", 2],
  ["a hello of SSL 2.0 that offers TLS", Uint8Array.of(0x80, 46, 1, 3, 1, 0, 21), "sslv2", 4],
  ["a hello of SSL 2.0 that offers no more", Uint8Array.of(0x80, 46, 1, 0, 2, 0, 21), "sslv2", 4],
  ["another message of SSL 2.0", Uint8Array.of(0x80, 46, 4, 0, 2), "other", 4],
  ["a server name in Latin-1", latin1("\xc4rger und mehr"), "other", 4],
  ["GET", latin1("GET / HTTP/1.1\r\n"), "http", 4],
  ["POST", latin1("POST /x HTTP/1.1"), "http", 5],
  ["PUT, after which POST and PROXY are out", latin1("PUT / HTTP/1.1"), "http", 4],
  ["OPTIONS", latin1("OPTIONS * HTTP/1.1"), "http", 8],
  ["the preface of HTTP/2", latin1("PRI * HTTP/2.0\r\n"), "http", 10],
  ["a method nobody knows", latin1("GETTER"), "other", 4],
  ["a method in lower case", latin1("get / http/1.1"), "other", 1],
  ["the PROXY protocol, version 1", latin1("PROXY TCP4 1.2"), "proxy-protocol", 6],
  ["the PROXY protocol, version 2", latin1("\r\n\r\n\0\r\nQUIT\n\x21\x11"), "proxy-protocol", 12],
  ["line feeds that are no PROXY protocol", latin1("\r\n\r\n\r\n"), "other", 5],
  ["SSH", latin1("SSH-2.0-OpenSSH_9.2"), "ssh", 4],
  ["nothing known", latin1("hello"), "other", 1],
  ["zeros", new Uint8Array(20), "other", 1],
] as const;

describe.each(OPENINGS)("%s", (_, bytes, opening, known) => {
  test(`is ${opening}, known from ${known} bytes on and no earlier`, () => {
    const told = Array.from(bytes, (_byte, index) => engine.opening(bytes.slice(0, index + 1)));
    expect(told).toEqual(told.map((_told, index) => (index + 1 < known ? null : opening)));
  });
});

test("no bytes tell nothing", () => {
  expect(engine.opening(new Uint8Array(0))).toBeNull();
});

test("every opening is told within the bytes that are held for it", () => {
  expect(Math.max(...OPENINGS.map(([, , , known]) => known))).toBeLessThan(parts.MAX_OPENING_BYTES.value);
});

test("bytes around the ones in question make no difference", () => {
  const [start, end] = memory.hold(latin1("xxGET /xx"));
  expect(NAMES[parts.classifyOpening(start + 2, end - 2)]).toBe("http");
  expect(NAMES[parts.classifyOpening(start + 2, end - 4)]).toBeNull();
});

describe("a ClientHello in the middle of another protocol", () => {
  test("is told from its first ten bytes", () => {
    const hello = clientHello();
    const told = Array.from({ length: 12 }, (_, length) => startsClientHello(hello.slice(0, length)));
    expect(told).toEqual([...new Array<null>(10).fill(null), true, true]);
  });

  test.each([
    ["another content type", 0, 23],
    ["another major version of the record", 1, 2],
    ["another message", 5, 2],
    ["a length beyond 2^16", 6, 1],
    ["another major version in the hello", 9, 2],
  ])("is not what has %s", (_, at, value) => {
    expect(startsClientHello(clientHello().with(at, value))).toBe(false);
  });
});
