/** What a record says of an offer beside its fingerprints: from `,"alpn"` up to the comma behind `signatureAlgorithms`. */
import { byteAt, shortAt, tripleAt } from "../bytes/big-endian";
import { ByteMemo, Entry, release } from "../bytes/byte-memo";
import { SharedText } from "../bytes/shared-text";
import { isGrease } from "../tls/grease";
import { List } from "../tls/offer";
import { SSLV2_CIPHER_SPEC_BYTES, SSLV2_OFFER_HEADER_BYTES } from "../tls/sslv2-hello";
import { written } from "../tls/written-offer";
import { Described, described } from "./described";
import { printable, printableBytes } from "./printable";
import { copyWritten, literal, out, reserve, reserveMore } from "./text";

/** Room for what stands around the lists. */
const FIXED_BYTES = 128;

/** Names of codes, each asked for once. There are some hundred; a hostile client has others forgotten, and asked for again. */
const codes = new ByteMemo(4096, 4);
const code = memory.data(4, 4);

/** The lists of an offer. */
export function listsOf(offer: Entry): SharedText {
  written.read(offer);
  const versions = written.versions;
  reserve(FIXED_BYTES);
  literal(',"alpn":[');
  writeProtocols(written.protocols);
  literal('],"versions":[');
  if (versions.isAbsent) writeName(Described.VERSION, written.legacyVersion);
  else writeNames(Described.VERSION, versions);
  literal('],"ciphers":[');
  writeNames(Described.CIPHER_SUITE, written.ciphers);
  literal('],"groups":[');
  writeNames(Described.GROUP, written.groups);
  literal('],"signatureAlgorithms":[');
  writeNames(Described.SIGNATURE_SCHEME, written.schemes);
  literal("],");
  return copyWritten();
}

/** Those of a hello of SSL 2.0, which offers a version and cipher suites, and nothing else. */
export function listsOfSslv2(offer: Entry): SharedText {
  const end = offer.bytes + offer.length;
  const first = offer.bytes + SSLV2_OFFER_HEADER_BYTES;
  reserve(FIXED_BYTES);
  literal(',"alpn":[],"versions":[');
  writeName(Described.VERSION, shortAt(offer.bytes));
  literal('],"ciphers":[');
  for (let at = first; at < end; at += SSLV2_CIPHER_SPEC_BYTES) {
    if (at > first) literal(",");
    writeName(Described.CIPHER_SUITE, tripleAt(at));
  }
  literal('],"groups":[],"signatureAlgorithms":[],');
  return copyWritten();
}

function writeNames(what: Described, list: List): void {
  for (let at = list.start; at < list.end; at += 2) {
    if (at > list.start) literal(",");
    writeName(what, shortAt(at));
  }
}

function writeName(what: Described, value: i32): void {
  store<i32>(code, (what << 24) | value);
  const entry = codes.get(code, code + 4);
  const name = described(entry, what, value);
  reserveMore(FIXED_BYTES + name.length);
  out.copy(name.bytes, name.length);
  release(entry);
}

/** ALPN, RFC 7301 section 3.1: protocol names, each after its length in one byte. */
function writeProtocols(list: List): void {
  let isFirst = true;
  for (let at = list.start; at < list.end;) {
    const start = at + 1;
    at = start + byteAt(at);
    if (at > list.end) return;
    if (at - start === 2 && isGrease(shortAt(start))) continue;
    if (!isFirst) literal(",");
    isFirst = false;
    reserveMore(FIXED_BYTES + printableBytes(<i32>(at - start)));
    printable(start, at);
  }
}
