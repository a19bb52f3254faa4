import {
  RECORD_VERSION,
  type CertificateRecord,
  type ConnectionRecord,
  type HelloRecord,
  type Reason,
  type ServerHelloRecord,
} from "../../contracts";
import type { Connection } from "../flow/connection";
import { certificateRecord } from "../tls/certificate";
import { cipherSuiteName } from "../tls/cipher-suites";
import { groupName } from "../tls/groups";
import { versionName } from "../tls/names";
import type { Transcript } from "../tls/transcript";
import type { Judgement } from "../verdict/judge";
import { addressText } from "./addresses";
import { timestampText } from "./timestamps";
import type { Whereabouts } from "./whereabouts";

const NO_NAMES: readonly string[] = [];

/** Versions of hellos that name one, by its code: shared, as the other lists are. */
const soleVersions = new Map<number, readonly string[]>();

/** Puts together what is told of one connection. */
export function connectionRecord(
  connection: Connection,
  transcript: Transcript,
  judgement: Judgement,
  reason: Reason | null,
  where: Whereabouts,
): ConnectionRecord {
  return {
    v: RECORD_VERSION,
    start: timestampText(connection.startUs),
    end: timestampText(connection.lastUs),
    client: where.client,
    server: where.server,
    vni: where.vni,
    mirror: connection.mirror === null ? null : addressText(connection.mirror),
    leg: where.leg,
    ...judgement.verdict,
    reason,
    alert: judgement.alert,
    closedBy: judgement.closedBy,
    hello: helloRecord(transcript),
    serverHello: serverHelloRecord(transcript),
    certificate: certificateOf(transcript),
    handshakeMs: handshakeMs(transcript),
    packets: connection.packets,
    bytes: connection.bytes,
    missingBytes: connection.client.missing + connection.server.missing,
  };
}

function helloRecord({ hello, helloRetried }: Transcript): HelloRecord | null {
  if (hello === null) return null;
  const { offer, ja3, ja4 } = hello.kind;
  return {
    sni: hello.serverName,
    alpn: offer.alpn?.names ?? NO_NAMES,
    versions: offer.supportedVersions?.names ?? soleVersion(offer.legacyVersion),
    ciphers: offer.cipherSuites.names,
    groups: offer.supportedGroups?.names ?? NO_NAMES,
    signatureAlgorithms: offer.signatureAlgorithms?.names ?? NO_NAMES,
    ja3: ja3?.digest(hello.extensions) ?? null,
    ja4: ja4?.hashed ?? null,
    retried: helloRetried,
  };
}

function soleVersion(code: number): readonly string[] {
  let names = soleVersions.get(code);
  if (names === undefined) {
    names = [versionName(code)];
    soleVersions.set(code, names);
  }
  return names;
}

function serverHelloRecord({ serverHello, keyExchangeGroup }: Transcript): ServerHelloRecord | null {
  if (serverHello === null) return null;
  const group = serverHello.group ?? keyExchangeGroup;
  return {
    version: versionName(serverHello.version),
    cipher: cipherSuiteName(serverHello.cipherSuite),
    group: group === null ? null : groupName(group),
    alpn: serverHello.alpn,
    ja3s: serverHello.ja3s,
  };
}

function certificateOf({ certificates }: Transcript): CertificateRecord | null {
  return certificates === null ? null : certificateRecord(certificates);
}

/** To a tenth of a millisecond: packet times are no better than that. */
function handshakeMs({ phase, helloAtUs, finishedAtUs }: Transcript): number | null {
  if (phase !== "finished" || helloAtUs < 0) return null;
  return Math.round((finishedAtUs - helloAtUs) / 100) / 10;
}
