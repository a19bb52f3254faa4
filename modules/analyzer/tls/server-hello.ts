/** What servers choose: ServerHello, RFC 8446 section 4.1.3. */
import type { ServerHelloRecord } from "../../contracts";
import { u16, u8 } from "../bytes/big-endian";
import { cipherSuiteName } from "./cipher-suites";
import { ExtensionType } from "./extension-types";
import { ja3s } from "./ja3s";
import { groupName } from "./groups";
import { versionName } from "./names";
import { printable } from "./printable";
import { keyExchangeGroup } from "./server-key-exchange";

/** What a server chose. Hellos that choose the same are one object. */
export interface ServerHello {
  readonly legacyVersion: number;
  /** The version chosen: from supported_versions, else legacy_version. */
  readonly version: number;
  readonly cipherSuite: number;
  /** Group of the server's key in key_share; null up to TLS 1.2. */
  readonly group: number | null;
  /** Protocol in ALPN; null when absent, as in TLS 1.3, which encrypts it. */
  readonly alpn: string | null;
  /** Types in wire order. */
  readonly extensions: readonly number[];
  readonly ja3s: string;
}

/** What a record says of it. `curve`: of a ServerKeyExchange, as for `keyExchangeGroup`; -1 without one. */
export function serverHelloRecord(serverHello: ServerHello, curve: number): ServerHelloRecord {
  const { version, cipherSuite, alpn, ja3s } = serverHello;
  const group = serverHello.group ?? (curve < 0 ? null : keyExchangeGroup(cipherSuite, curve));
  return {
    version: versionName(version),
    cipher: cipherSuiteName(cipherSuite),
    group: group === null ? null : groupName(group),
    alpn,
    ja3s,
  };
}

/**
 * Reads a choice as `assembly/tls/server-hello.ts` writes it: legacy_version, cipher_suite, then of each extension type,
 * length and as much of the content as is read.
 */
export function serverChoice(bytes: Uint8Array, start: number, end: number): ServerHello {
  const legacyVersion = u16(bytes, start);
  const cipherSuite = u16(bytes, start + 2);
  const extensions: number[] = [];
  let version = legacyVersion;
  let group: number | null = null;
  let alpn: string | null = null;
  for (let at = start + 4; at < end;) {
    const type = u16(bytes, at);
    const from = at + 4;
    const to = from + u16(bytes, at + 2);
    extensions.push(type);
    if (type === ExtensionType.SUPPORTED_VERSIONS && to - from === 2) version = u16(bytes, from);
    else if (type === ExtensionType.KEY_SHARE && to - from === 2) group = u16(bytes, from);
    else if (type === ExtensionType.ALPN) alpn = chosenProtocol(bytes, from, to);
    at = to;
  }
  return {
    legacyVersion,
    version,
    cipherSuite,
    group,
    alpn,
    extensions,
    ja3s: ja3s(legacyVersion, cipherSuite, extensions),
  };
}

/** ALPN of a server, RFC 7301 section 3.1: a list of one. */
function chosenProtocol(bytes: Uint8Array, start: number, end: number): string | null {
  const nameStart = start + 3;
  if (nameStart > end) return null;
  const nameEnd = nameStart + u8(bytes, start + 2);
  return nameEnd === end ? printable(bytes, nameStart, nameEnd) : null;
}
