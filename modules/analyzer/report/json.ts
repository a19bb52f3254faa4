/**
 * Records as JSON, the same text as `JSON.stringify` makes, written as bytes in a tenth of its time.
 *
 * The lists of a hello are the longest part of a record and are shared between hellos (`CodeList`), so their bytes are
 * remembered by their identity and copied. What is left is a handful of short strings and numbers.
 */
import {
  RECORD_VERSION,
  type AlertRecord,
  type CertificateRecord,
  type ClosedBy,
  type ConnectionRecord,
  type Endpoint,
  type HelloRecord,
  type ServerHelloRecord,
} from "../../contracts";
import type { ByteWriter } from "../bytes/byte-writer";

/** What stands between the records of one JSON array, a record a line. */
export class JsonArrayPunctuation {
  #started = false;

  /** Before the next record. */
  next(): string {
    const before = this.#started ? ",\n" : "[\n";
    this.#started = true;
    return before;
  }

  end(): string {
    return this.#started ? "\n]\n" : "[]\n";
  }
}

const BEGINNING = `{"v":${RECORD_VERSION},"start":"`;

/** Writes one record, field by field in the order of the contract. */
export function writeRecordJson(record: ConnectionRecord, out: ByteWriter): void {
  out.text(BEGINNING);
  out.text(record.start);
  out.text('","end":"');
  out.text(record.end);
  out.text('","client":');
  writeEndpoint(record.client, out);
  out.text(',"server":');
  writeEndpoint(record.server, out);
  out.text(',"vni":');
  writeNumberOrNull(record.vni, out);
  out.text(',"mirror":');
  writeQuotedOrNull(record.mirror, out);
  out.text(',"leg":"');
  out.text(record.leg);
  out.text('","outcome":"');
  out.text(record.outcome);
  out.text('","cause":');
  writeQuotedOrNull(record.cause, out);
  out.text(',"certainty":"');
  out.text(record.certainty);
  out.text('","reason":');
  out.text(record.reason === null ? "null" : JSON.stringify(record.reason));
  out.text(',"alert":');
  writeAlert(record.alert, out);
  out.text(',"closedBy":');
  writeClosedBy(record.closedBy, out);
  out.text(',"hello":');
  writeHello(record.hello, out);
  out.text(',"serverHello":');
  writeServerHello(record.serverHello, out);
  out.text(',"certificate":');
  writeCertificate(record.certificate, out);
  out.text(',"handshakeMs":');
  out.text(`${record.handshakeMs}`);
  out.text(',"packets":');
  out.number(record.packets);
  out.text(',"bytes":');
  out.number(record.bytes);
  out.text(',"missingBytes":');
  out.number(record.missingBytes);
  out.text("}");
}

function writeEndpoint({ ip, port }: Endpoint, out: ByteWriter): void {
  out.text('{"ip":"');
  out.text(ip);
  out.text('","port":');
  out.number(port);
  out.text("}");
}

function writeAlert(alert: AlertRecord | null, out: ByteWriter): void {
  if (alert === null) {
    out.text("null");
    return;
  }
  const { by, level, code, name, encrypted } = alert;
  out.text(`{"by":"${by}","level":${level},"code":${code},"name":`);
  writeQuotedOrNull(name, out);
  out.text(`,"encrypted":${encrypted}}`);
}

function writeClosedBy(closedBy: ClosedBy | null, out: ByteWriter): void {
  out.text(closedBy === null ? "null" : `{"side":"${closedBy.side}","how":"${closedBy.how}"}`);
}

function writeHello(hello: HelloRecord | null, out: ByteWriter): void {
  if (hello === null) {
    out.text("null");
    return;
  }
  out.text('{"sni":');
  writeQuotedOrNull(hello.sni, out);
  out.text(",");
  out.copy(offerJson(hello));
  out.text(',"ja3":');
  writeQuotedOrNull(hello.ja3, out);
  out.text(',"ja4":');
  writeQuotedOrNull(hello.ja4, out);
  out.text(hello.retried ? ',"retried":true}' : ',"retried":false}');
}

function writeServerHello(serverHello: ServerHelloRecord | null, out: ByteWriter): void {
  if (serverHello === null) {
    out.text("null");
    return;
  }
  out.text('{"version":"');
  out.text(serverHello.version);
  out.text('","cipher":"');
  out.text(serverHello.cipher);
  out.text('","group":');
  writeQuotedOrNull(serverHello.group, out);
  out.text(',"alpn":');
  writeQuotedOrNull(serverHello.alpn, out);
  out.text(',"ja3s":"');
  out.text(serverHello.ja3s);
  out.text('"}');
}

/** The lists of a hello, in one piece. */
interface Offer {
  readonly hello: HelloRecord;
  readonly json: Uint8Array;
}

/** By the list of cipher suites, which tells kinds of clients apart better than any other, the offer last made with it. */
const offers = new WeakMap<readonly string[], Offer>();

function offerJson(hello: HelloRecord): Uint8Array {
  const known = offers.get(hello.ciphers);
  if (known !== undefined && isSameOffer(known.hello, hello)) return known.json;
  const { alpn, versions, ciphers, groups, signatureAlgorithms } = hello;
  const json = Buffer.from(JSON.stringify({ alpn, versions, ciphers, groups, signatureAlgorithms }).slice(1, -1));
  offers.set(ciphers, { hello, json });
  return json;
}

function isSameOffer(a: HelloRecord, b: HelloRecord): boolean {
  return (
    a.groups === b.groups &&
    a.signatureAlgorithms === b.signatureAlgorithms &&
    a.versions === b.versions &&
    a.alpn === b.alpn
  );
}

const certificates = new WeakMap<CertificateRecord, Uint8Array>();

/** A balancer's few certificates are shared between records, and nobody changes them. */
function writeCertificate(certificate: CertificateRecord | null, out: ByteWriter): void {
  if (certificate === null) {
    out.text("null");
    return;
  }
  let json = certificates.get(certificate);
  if (json === undefined) {
    json = Buffer.from(JSON.stringify(certificate));
    certificates.set(certificate, json);
  }
  out.copy(json);
}

function writeNumberOrNull(value: number | null, out: ByteWriter): void {
  if (value === null) out.text("null");
  else out.number(value);
}

function writeQuotedOrNull(text: string | null, out: ByteWriter): void {
  if (text === null) out.text("null");
  else if (needsEscape(text)) out.text(JSON.stringify(text));
  else {
    out.text('"');
    out.text(text);
    out.text('"');
  }
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const TILDE = 0x7e;

/** What JSON escapes, or may: quotes, backslashes, controls and everything beyond ASCII. */
function needsEscape(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < SPACE || code > TILDE || code === QUOTE || code === BACKSLASH) return true;
  }
  return false;
}
