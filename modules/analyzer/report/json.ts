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
import { WordField } from "./word-field";

/** Text that never changes, as bytes: copying them takes a third of what writing them character by character does. */
const NULL = Buffer.from("null");
const START = Buffer.from(`{"v":${RECORD_VERSION},"start":"`);
const END = Buffer.from('","end":"');
const CLIENT = Buffer.from('","client":{"ip":"');
const PORT = Buffer.from('","port":');
const SERVER = Buffer.from('},"server":{"ip":"');
const VNI = Buffer.from('},"vni":');
const NO_REASON = Buffer.from(',"reason":null');
const REASON = Buffer.from(',"reason":');
const NO_ALERT = Buffer.from(',"alert":null');
const CLOSED_BY = Buffer.from(',"closedBy":');
const HELLO = Buffer.from(',"hello":');
const SERVER_HELLO = Buffer.from(',"serverHello":');
const CERTIFICATE = Buffer.from(',"certificate":');
const HANDSHAKE_MS = Buffer.from(',"handshakeMs":');
const PACKETS = Buffer.from(',"packets":');
const BYTES = Buffer.from(',"bytes":');
const MISSING_BYTES = Buffer.from(',"missingBytes":');
const SNI = Buffer.from('{"sni":');
const RETRIED = Buffer.from(',"retried":true}');
const NOT_RETRIED = Buffer.from(',"retried":false}');
const BRACE = Buffer.from("}");

const mirrors = new WordField(',"mirror":');
const legs = new WordField(',"leg":');
const outcomes = new WordField(',"outcome":');
const causes = new WordField(',"cause":');
const certainties = new WordField(',"certainty":');
const alertNames = new WordField(',"name":');
const sides = new WordField('{"side":');
const manners = new WordField(',"how":');
const fingerprints = new WordField(',"ja4":');
const versions = new WordField('{"version":');
const ciphers = new WordField(',"cipher":');
const groups = new WordField(',"group":');
const protocols = new WordField(',"alpn":');
const fingerprintsOfServers = new WordField(',"ja3s":');

/** Where the lists of a hello were left out. Its bytes are shared by all records of a kind of client. */
export interface OfferGap {
  /** Length of what was written before them. */
  offerAt: number;
  /** Null where there is no hello. */
  offer: Uint8Array | null;
}

/**
 * Writes one record, field by field in the order of the contract.
 *
 * With `gap` the lists of the hello, which are most of it, are not written but put there: what has to be held for a while
 * is a quarter as long then.
 */
export function writeRecordJson(record: ConnectionRecord, out: ByteWriter, gap: OfferGap | null = null): void {
  out.all(START);
  out.text(record.start);
  out.all(END);
  out.text(record.end);
  out.all(CLIENT);
  writeEndpoint(record.client, out);
  out.all(SERVER);
  writeEndpoint(record.server, out);
  out.all(VNI);
  writeNumberOrNull(record.vni, out);
  mirrors.write(record.mirror, out);
  legs.write(record.leg, out);
  outcomes.write(record.outcome, out);
  causes.write(record.cause, out);
  certainties.write(record.certainty, out);
  if (record.reason === null) out.all(NO_REASON);
  else {
    out.all(REASON);
    out.text(JSON.stringify(record.reason));
  }
  if (record.alert === null) out.all(NO_ALERT);
  else writeAlert(record.alert, out);
  out.all(CLOSED_BY);
  writeClosedBy(record.closedBy, out);
  out.all(HELLO);
  writeHello(record.hello, out, gap);
  out.all(SERVER_HELLO);
  writeServerHello(record.serverHello, out);
  out.all(CERTIFICATE);
  writeCertificate(record.certificate, out);
  out.all(HANDSHAKE_MS);
  writeTenths(record.handshakeMs, out);
  out.all(PACKETS);
  out.number(record.packets);
  out.all(BYTES);
  out.number(record.bytes);
  out.all(MISSING_BYTES);
  out.number(record.missingBytes);
  out.all(BRACE);
}

function writeEndpoint({ ip, port }: Endpoint, out: ByteWriter): void {
  out.text(ip);
  out.all(PORT);
  out.number(port);
}

function writeAlert({ by, level, code, name, encrypted }: AlertRecord, out: ByteWriter): void {
  out.text(`,"alert":{"by":"${by}","level":${level},"code":${code}`);
  alertNames.write(name, out);
  out.text(`,"encrypted":${encrypted}}`);
}

function writeClosedBy(closedBy: ClosedBy | null, out: ByteWriter): void {
  if (closedBy === null) {
    out.all(NULL);
    return;
  }
  sides.write(closedBy.side, out);
  manners.write(closedBy.how, out);
  out.all(BRACE);
}

function writeHello(hello: HelloRecord | null, out: ByteWriter, gap: OfferGap | null): void {
  if (hello === null) {
    out.all(NULL);
    return;
  }
  out.all(SNI);
  writeQuotedOrNull(hello.sni, out);
  const offer = offerJson(hello);
  if (gap === null) out.all(offer);
  else {
    gap.offerAt = out.length;
    gap.offer = offer;
  }
  writeQuotedOrNull(hello.ja3, out);
  fingerprints.write(hello.ja4, out);
  out.all(hello.retried ? RETRIED : NOT_RETRIED);
}

function writeServerHello(serverHello: ServerHelloRecord | null, out: ByteWriter): void {
  if (serverHello === null) {
    out.all(NULL);
    return;
  }
  versions.write(serverHello.version, out);
  ciphers.write(serverHello.cipher, out);
  groups.write(serverHello.group, out);
  protocols.write(serverHello.alpn, out);
  fingerprintsOfServers.write(serverHello.ja3s, out);
  out.all(BRACE);
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
  const json = Buffer.from(
    `,${JSON.stringify({ alpn, versions, ciphers, groups, signatureAlgorithms }).slice(1, -1)},"ja3":`,
  );
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
    out.all(NULL);
    return;
  }
  let json = certificates.get(certificate);
  if (json === undefined) {
    json = Buffer.from(JSON.stringify(certificate));
    certificates.set(certificate, json);
  }
  out.all(json);
}

function writeNumberOrNull(value: number | null, out: ByteWriter): void {
  if (value === null) out.all(NULL);
  else out.number(value);
}

/** A number with at most one digit behind the point, written as a number is. */
function writeTenths(value: number | null, out: ByteWriter): void {
  if (value === null) {
    out.all(NULL);
    return;
  }
  // Packets that were captured in another order than sent can make it negative.
  if (value < 0) {
    out.text(`${value}`);
    return;
  }
  const tenths = Math.round(value * 10);
  const whole = Math.floor(tenths / 10);
  out.number(whole);
  if (tenths > 10 * whole) out.text(TENTHS[tenths - 10 * whole] ?? "");
}

const TENTHS = ["", ".1", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9"];

function writeQuotedOrNull(text: string | null, out: ByteWriter): void {
  if (text === null) out.all(NULL);
  else out.quoted(text);
}
