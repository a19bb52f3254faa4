import fc from "fast-check";
import { printable } from "../../../../modules/analyzer/tls/printable";
import type { AnalyzerOptions } from "../../../../modules/analyzer/analyzer";
import type { ConnectionRecord, Reason } from "../../../../modules/contracts";
import type { PacketInMemory } from "../../../support/analyze";
import { tcp, type TcpConversation, type TcpOptions } from "../../../support/conversations";
import { ethernet, ipv4, tcp as segment } from "../../../support/frames";
import { linesOfPackets } from "../../../support/record-lines";
import * as tls from "../../../support/tls-records";
import { concat, u24 } from "../../../support/wire-bytes";
import { API_EXAMPLE, QUOTED_NAMES } from "../tls/certificate-bytes";
import { ascii, ext, serverHelloBytes, type HelloParts } from "../tls/hello-bytes";

/** The records of packets, each of which was read from a line that is as JSON.stringify would have written it. */
function recordsOf(packets: readonly PacketInMemory[], options?: AnalyzerOptions): readonly ConnectionRecord[] {
  return linesOfPackets(packets, options).map((line) => {
    const record = JSON.parse(line) as ConnectionRecord;
    expect(line).toBe(JSON.stringify(record));
    return record;
  });
}

const recordOfOnly = ({ packets }: TcpConversation, options?: AnalyzerOptions): ConnectionRecord =>
  recordsOf(packets, options)[0]!;

const rejected = (options: TcpOptions = {}, hello: HelloParts = {}): TcpConversation =>
  tcp(options).connect().client(tls.clientHello(hello)).server(tls.alert(40)).fin("server").fin("client");

describe("a server name", () => {
  const sniOf = (name: string): string | null =>
    recordOfOnly(rejected({}, { extensions: [ext.serverName(name)] })).hello!.sni;
  const shown = (name: string): string => printable(Buffer.from(name, "latin1"), 0, name.length);

  test.each(["api.example.com", 'a"b', "a\\b", "a\nb", "\x00\x1f\x7f", "caf\xe9", "\xff\xfe", "}],", " ", ""])("of %j is escaped as JSON escapes what is shown of it", (name) => {
    expect(sniOf(name)).toBe(shown(name));
  }); // prettier-ignore

  test("may be any bytes, as many as are remembered and more", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600, size: "max" }), (bytes) => {
        const name = Buffer.from(bytes).toString("latin1");
        expect(sniOf(name)).toBe(shown(name));
      }),
    );
  });
});

test("protocols and the names in a certificate may be any bytes too", () => {
  const odd = ascii('a"\n\\\xe9');
  const hello = tls.clientHello({ extensions: [ext.alpn(odd, ascii("h2"))] });
  const answer = tls.message(2, serverHelloBytes({ cipher: 0xc02f, extensions: [ext.alpn(odd)] }));
  const flight = tls.handshake(answer, chainOf(QUOTED_NAMES), tls.serverHelloDone());
  const record = recordOfOnly(tcp().connect().client(hello).server(flight).client(tls.alert(48)));
  expect(record.hello!.alpn).toEqual(['a"\\x0a\\x5c\\xe9', "h2"]);
  expect(record.serverHello!.alpn).toBe('a"\\x0a\\x5c\\xe9');
  expect(record.certificate!.names).toContain("a.example, DNS:evil.example");
});

function chainOf(...certificates: readonly Uint8Array[]): Uint8Array {
  const entries = certificates.map((bytes) => concat(u24(bytes.length), bytes));
  return tls.message(11, concat(u24(concat(...entries).length), ...entries));
}

test("hellos that differ in one list are told with their own, though all others are the same", () => {
  const offers: readonly HelloParts[] = [
    {},
    { extensions: [ext.versions([0x0304])] },
    { extensions: [ext.groups([0x001d])] },
    { extensions: [ext.signatures([0x0403])] },
    { extensions: [ext.alpn(ascii("h2"))] },
    { extensions: [] },
    { extensions: [], ciphers: [0xc02f] },
  ];
  const conversations = offers.map((parts, i) => rejected({ client: `203.0.113.5:${i + 1}` }, parts));
  const together = recordsOf(conversations.flatMap(({ packets }) => packets));
  expect(together).toEqual(conversations.map((conversation) => recordOfOnly(conversation)));
  expect(new Set(together.map(({ hello }) => JSON.stringify(hello))).size).toBe(offers.length);
});

test("one certificate is told with the length of each chain that it came in", () => {
  const records = recordsOf(
    [1, 2, 1].flatMap((length, i) => {
      const chain = chainOf(...new Array<Uint8Array>(length).fill(API_EXAMPLE));
      const flight = tls.handshake(tls.serverHello12(), chain, tls.serverHelloDone());
      const conversation = tcp({ client: `203.0.113.5:${i + 1}` })
        .connect()
        .client(tls.clientHello());
      return conversation.server(flight).client(tls.alert(48)).packets;
    }),
  );
  expect(records.map(({ certificate }) => certificate!.chainLength)).toEqual([1, 2, 1]);
});

test("one ServerHello is told with the group of each key exchange that followed it", () => {
  const records = recordsOf(
    [0x001d, 0x0017, 0x001d].flatMap((group, i) => {
      const exchange = tls.message(12, Uint8Array.of(3, group >> 8, group & 0xff, 1, 0));
      const flight = tls.handshake(tls.serverHello12(), tls.certificate(), exchange, tls.serverHelloDone());
      const conversation = tcp({ client: `203.0.113.5:${i + 1}` })
        .connect()
        .client(tls.clientHello());
      return conversation.server(flight).client(tls.alert(48)).packets;
    }),
  );
  expect(records.map(({ serverHello }) => serverHello!.group)).toEqual(["x25519", "secp256r1", "x25519"]);
});

describe("addresses", () => {
  test("of IPv6 are written as RFC 5952 says, the mirrored interface's too", () => {
    const options = { client: "[2001:db8:0:0:1:0:0:5]:50000", server: "[2001:db8::1]:443", vni: 7, mirror: "2001:db8::1" };
    expect(recordOfOnly(rejected(options))).toMatchObject({
      client: { ip: "2001:db8::1:0:0:5", port: 50_000 },
      server: { ip: "2001:db8::1", port: 443 },
      vni: 7,
      mirror: "2001:db8::1",
      leg: "listener",
    });
  }); // prettier-ignore

  test("of IPv4 are dotted, though they came mapped into IPv6", () => {
    const record = recordOfOnly(rejected({ client: "[::ffff:cb00:7105]:1", server: "[::ffff:a00:10a]:443" }));
    expect([record.client, record.server]).toEqual([
      { ip: "203.0.113.5", port: 1 },
      { ip: "10.0.1.10", port: 443 },
    ]);
  });
});

describe("the VNI", () => {
  test.each([
    ["null where there is none", {}, {}, { vni: null, mirror: null }],
    ["the mirror session's", { vni: 0xffffff }, {}, { vni: 0xffffff, mirror: "10.0.1.10" }],
    ["the one that a device has taken off, with no interface", {}, { vni: 12_345 }, { vni: 12_345, mirror: null }],
    ["the mirror session's where a device might have taken one off", { vni: 1 }, { vni: 2 }, { vni: 1, mirror: "10.0.1.10" }],
    ["0 where that is what was taken off", {}, { vni: 0 }, { vni: 0, mirror: null }],
  ])("is %s", (_, session, options, expected) => {
    expect(recordOfOnly(rejected(session), options)).toMatchObject(expected);
  }); // prettier-ignore
});

describe("the length of a handshake", () => {
  /** Milliseconds from the hello to the packet that finished it, which came `seconds` after the one before. */
  const handshakeMs = (seconds: number): number | null =>
    recordOfOnly(
      tcp()
        .connect()
        .client(tls.clientHello())
        .server(tls.serverFlight12())
        .client(tls.clientFlight12())
        .wait(seconds - 0.001)
        .server(tls.finished12()),
    ).handshakeMs;

  test.each([
    [0.001, 3],
    [0.001_049, 3],
    [0.001_05, 3.1],
    [0.001_149, 3.1],
    [60, 60_002],
    [-0.002_01, 0],
    [-0.002_05, 0],
    [-0.002_051, -0.1],
    [-0.002_15, -0.1],
    [-1, -998],
  ])("is rounded to a tenth of a millisecond, and below 0 where packets were captured in another order: %d s", (s, ms) => {
    expect(handshakeMs(s)).toBe(ms);
  }); // prettier-ignore
});

test("bytes that were acknowledged and not seen are counted as missing", () => {
  const conversation = tcp().connect().unseen("client", "x".repeat(300)).client("y").ack("server").fin("client");
  expect(recordOfOnly(conversation.fin("server"))).toMatchObject({ packets: 7, bytes: 1, missingBytes: 300 });
});

test("more bytes are counted than 32 bits have room for", () => {
  // As segmentation offload leaves them: without a length in the header of IP, and with one that no packet could have.
  const bytes = 1_000_000_000;
  const packets = Array.from({ length: 5 }, (_, i) => {
    const sequence = (1001 + i * bytes) >>> 0;
    const payload = segment({ sequence, acknowledgment: 5001 }, new Uint8Array(10));
    const frame = ethernet({}, ipv4({ source: "203.0.113.5", destination: "10.0.1.10", totalLength: 0 }, payload));
    return { timeUs: 1_000_000_001e6 + i, bytes: frame, wireLength: frame.length - 10 + bytes };
  });
  expect(recordsOf([...tcp().connect().packets, ...packets])[0]).toMatchObject({ packets: 8, bytes: 5_000_000_000 });
});

test("a reason is told in any letters", () => {
  const reason: Reason = { kind: "version", text: 'Ð\u00a0🙂 "\\\n\ud800', certainty: "certain" };
  expect(recordOfOnly(rejected(), { policy: () => reason }).reason).toEqual(reason);
});
