import fc from "fast-check";

import { cipherSuiteName, sslv2CipherName } from "../../../../modules/analyzer/tls/cipher-suites";
import { isGrease } from "../../../../modules/analyzer/tls/grease";
import { groupName } from "../../../../modules/analyzer/tls/groups";
import { versionName } from "../../../../modules/analyzer/tls/names";
import { printable } from "../../../../modules/analyzer/tls/printable";
import { signatureSchemeName } from "../../../../modules/analyzer/tls/signature-schemes";
import type { ConnectionRecord, HelloRecord } from "../../../../modules/contracts";
import { tcp } from "../../../support/conversations";
import { linesOfPackets } from "../../../support/record-lines";
import * as tls from "../../../support/tls-records";
import { concat, u16, u24 } from "../../../support/wire-bytes";
import { ext, type Extension, type HelloParts } from "../tls/hello-bytes";

type Lists = Pick<HelloRecord, "alpn" | "versions" | "ciphers" | "groups" | "signatureAlgorithms">;

/** What records say of hellos, in one analysis. Each was read from a line that is as JSON.stringify would have written it. */
function listsOf(hellos: readonly Uint8Array[]): readonly Lists[] {
  const packets = hellos.flatMap((hello, i) => {
    const conversation = tcp({ client: `203.0.113.5:${i + 1}` }).connect();
    return conversation.client(hello).server(tls.alert(40)).fin("server").fin("client").packets;
  });
  return linesOfPackets(packets).map((line) => {
    const record = JSON.parse(line) as ConnectionRecord;
    expect(line).toBe(JSON.stringify(record));
    const { alpn, versions, ciphers, groups, signatureAlgorithms } = record.hello!;
    return { alpn, versions, ciphers, groups, signatureAlgorithms };
  });
}

function listsOfHello(parts: HelloParts): Lists {
  return listsOf([tls.clientHello(parts)])[0]!;
}

const OFFERED = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 });
/** Null where the list is absent. */
const LISTED = fc.option(OFFERED);
const PROTOCOLS = fc.option(fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 }), { maxLength: 8 }));

const named = (codes: readonly number[] | null, nameOf: (code: number) => string): readonly string[] =>
  (codes ?? []).filter((code) => !isGrease(code)).map(nameOf);

test("name any codes and protocols, in the order of the client, without GREASE", () => {
  const offer = fc.record({
    ciphers: OFFERED,
    versions: LISTED,
    groups: LISTED,
    schemes: LISTED,
    protocols: PROTOCOLS,
  });
  fc.assert(
    fc.property(offer, ({ ciphers, versions, groups, schemes, protocols }) => {
      const extensions: Extension[] = [];
      if (versions !== null) extensions.push(ext.versions(versions));
      if (groups !== null) extensions.push(ext.groups(groups));
      if (schemes !== null) extensions.push(ext.signatures(schemes));
      if (protocols !== null) extensions.push(ext.alpn(...protocols));
      expect(listsOfHello({ version: 0x0302, ciphers, extensions })).toEqual({
        alpn: (protocols ?? []).filter((one) => !isGreaseProtocol(one)).map(shown),
        versions: versions === null ? ["TLS 1.1"] : named(versions, versionName),
        ciphers: named(ciphers, cipherSuiteName),
        groups: named(groups, groupName),
        signatureAlgorithms: named(schemes, signatureSchemeName),
      });
    }),
  );
});

function isGreaseProtocol([high = 0, low = 0, ...rest]: readonly number[]): boolean {
  return rest.length === 0 && isGrease((high << 8) | low);
}

function shown(protocol: readonly number[]): string {
  return printable(Uint8Array.from(protocol), 0, protocol.length);
}

test("leave out a protocol that is cut short, and what would follow it", () => {
  const cut: Extension = [16, [0, 7, 2, 0x68, 0x32, 5, 0x61, 1, 0x62]];
  expect(listsOfHello({ extensions: [cut] }).alpn).toEqual(["h2"]);
});

describe("name every code there can be, more than are remembered, and again once they are forgotten:", () => {
  const all = Array.from({ length: 0x1_0000 }, (_, code) => code);
  /** As many as fit into a record, whose length is limited. */
  const few = Array.from({ length: 11 }, (_, i) => all.slice(i * 6000, (i + 1) * 6000));

  test.each<[keyof Lists, (codes: readonly number[]) => HelloParts, (code: number) => string]>([
    ["ciphers", (ciphers) => ({ ciphers }), cipherSuiteName],
    ["groups", (codes) => ({ extensions: [ext.groups(codes)] }), groupName],
    ["signatureAlgorithms", (codes) => ({ extensions: [ext.signatures(codes)] }), signatureSchemeName],
  ])("%s", (list, partsOf, nameOf) => {
    const told = listsOf([...few, ...few].map((codes) => tls.clientHello(partsOf(codes)))).flatMap((one) => one[list]);
    expect(told).toEqual(named([...all, ...all], nameOf));
  });
});

test("name whatever a hello of SSL 2.0 offers", () => {
  const specs = fc.array(fc.integer({ min: 0, max: 0xff_ffff }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 0x0300, max: 0x0304 }), specs, (version, offered) => {
      const lengths = concat(u16(3 * offered.length), u16(0), u16(16));
      const hello = concat(Uint8Array.of(1), u16(version), lengths, ...offered.map(u24), new Uint8Array(16));
      expect(listsOf([concat(u16(0x8000 | hello.length), hello)])).toEqual([
        {
          alpn: [],
          versions: [versionName(version)],
          ciphers: offered.map(sslv2CipherName),
          groups: [],
          signatureAlgorithms: [],
        },
      ]);
    }),
  );
});
