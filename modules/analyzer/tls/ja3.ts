/**
 * JA3 and JA3S (https://github.com/salesforce/ja3): MD5 over decimal code points, joined by "-", in fields joined by ",".
 *
 * Browsers send their extensions in a new order each time, so that JA3 tells connections apart, not clients; group by
 * JA4 instead.
 */
import { ByteWriter } from "../bytes/byte-writer";
import { ByteMemo } from "./byte-memo";
import type { ClientHello } from "./client-hello";
import { isGrease } from "./grease";
import { md5 } from "./md5";
import type { ServerHello } from "./server-hello";

/** Of clients that do not shuffle, and of servers: a balancer meets few. */
const clientDigests = new ByteMemo(1024, md5);
const serverDigests = new ByteMemo(256, md5);

const text = new ByteWriter(1024);

/** JA3 of a hello, in 32 hexadecimal digits; null for the format of SSL 2.0, for which none is defined. */
export function ja3(hello: ClientHello): string | null {
  if (hello.sslv2) return null;
  const greased = writeJa3Text(hello);
  // Who greases shuffles too: the digest will not be asked for again, and would push out others.
  return greased ? md5(text.bytes, 0, text.length) : clientDigests.get(text.bytes, 0, text.length);
}

/** What JA3 hashes: version, cipher suites, extensions, groups, point formats; in wire order, without GREASE. */
export function ja3Text(hello: ClientHello): string {
  writeJa3Text(hello);
  return Buffer.from(text.bytes.buffer, 0, text.length).toString("latin1");
}

/** JA3S of a ServerHello or HelloRetryRequest, in 32 hexadecimal digits. The reference does not drop GREASE here. */
export function ja3s(hello: ServerHello): string {
  text.length = 0;
  text.number(hello.legacyVersion);
  text.text(",");
  text.number(hello.cipherSuite);
  text.text(",");
  let separator = "";
  for (const code of hello.extensions) {
    text.text(separator);
    text.number(code);
    separator = "-";
  }
  return serverDigests.get(text.bytes, 0, text.length);
}

/** True when the extensions had GREASE among them. */
function writeJa3Text(hello: ClientHello): boolean {
  text.length = 0;
  text.number(hello.legacyVersion);
  text.text(",");
  writeCodes(hello.cipherSuites.codes);
  text.text(",");
  const greased = writeCodes(hello.extensions);
  text.text(",");
  if (hello.supportedGroups !== null) writeCodes(hello.supportedGroups.codes);
  text.text(",");
  if (hello.ecPointFormats !== null) writeCodes(hello.ecPointFormats);
  return greased;
}

function writeCodes(codes: readonly number[]): boolean {
  let greased = false;
  let separator = "";
  for (const code of codes) {
    if (isGrease(code)) {
      greased = true;
      continue;
    }
    text.text(separator);
    text.number(code);
    separator = "-";
  }
  return greased;
}
