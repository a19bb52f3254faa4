/**
 * JA3 and JA3S (https://github.com/salesforce/ja3): MD5 over decimal code points, joined by "-", in fields joined by ",".
 *
 * Browsers send their extensions in a new order each time, so that JA3 tells connections apart, not clients; group by
 * JA4 instead.
 */
import type { ClientHello } from "./client-hello";
import { hexDigest } from "./digest";
import { isGrease } from "./grease";
import type { ServerHello } from "./server-hello";
import { TextMemo } from "./text-memo";

/** A balancer answers in few ways. */
const serverDigests = new TextMemo<string>(1024);

/** JA3 of a hello, in 32 hexadecimal digits; null for the format of SSL 2.0, for which none is defined. */
export function ja3(hello: ClientHello): string | null {
  if (hello.sslv2) return null;
  const known = digests.get(hello.extensions);
  if (known !== undefined && isSameClient(known.hello, hello)) return known.digest;
  const digest = md5(ja3Text(hello));
  digests.set(hello.extensions, { hello, digest });
  return digest;
}

/** The digest last made with a list of extensions: clients that do not shuffle share their lists. */
const digests = new WeakMap<readonly number[], { readonly hello: ClientHello; readonly digest: string }>();

function isSameClient(a: ClientHello, b: ClientHello): boolean {
  return (
    a.cipherSuites === b.cipherSuites &&
    a.supportedGroups === b.supportedGroups &&
    a.ecPointFormats === b.ecPointFormats &&
    a.legacyVersion === b.legacyVersion
  );
}

/** What JA3 hashes: version, cipher suites, extensions, groups, point formats; in wire order, without GREASE. */
export function ja3Text(hello: ClientHello): string {
  const groups = hello.supportedGroups === null ? "" : sharedDecimals(hello.supportedGroups.codes);
  const formats = hello.ecPointFormats === null ? "" : decimals(hello.ecPointFormats);
  const ciphers = sharedDecimals(hello.cipherSuites.codes);
  return `${hello.legacyVersion},${ciphers},${decimals(hello.extensions)},${groups},${formats}`;
}

/** JA3S of a ServerHello or HelloRetryRequest, in 32 hexadecimal digits. The reference does not drop GREASE here. */
export function ja3s(hello: ServerHello): string {
  return serverDigests.get(`${hello.legacyVersion},${hello.cipherSuite},${hello.extensions.join("-")}`, md5);
}

function md5(text: string): string {
  return hexDigest("md5", text);
}

const remembered = new WeakMap<readonly number[], string>();

function sharedDecimals(codes: readonly number[]): string {
  let text = remembered.get(codes);
  if (text === undefined) {
    text = decimals(codes);
    remembered.set(codes, text);
  }
  return text;
}

/** A loop and not `filter` and `join`, which take four times as long for the extensions of each browser hello. */
function decimals(codes: readonly number[]): string {
  let text = "";
  for (const code of codes) if (!isGrease(code)) text = text === "" ? `${code}` : `${text}-${code}`;
  return text;
}
