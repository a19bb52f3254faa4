/**
 * Records as JSON, the same text as `JSON.stringify` writes in a quarter of its time.
 *
 * The lists of a hello are the longest part of a record and are shared between hellos (`CodeList`), so their text is
 * remembered by their identity. What is left is a handful of short strings and numbers.
 */
import type {
  AlertRecord,
  ClosedBy,
  ConnectionRecord,
  Endpoint,
  HelloRecord,
  ServerHelloRecord,
} from "../../contracts";

/** Writes records as one JSON array, a record a line. */
export class JsonArrayWriter {
  #started = false;

  /** Takes the JSON of the next record. */
  next(json: string): string {
    const before = this.#started ? ",\n" : "[\n";
    this.#started = true;
    return before + json;
  }

  end(): string {
    return this.#started ? "\n]\n" : "[]\n";
  }
}

/** One record, field by field in the order of the contract. */
export function recordJson(record: ConnectionRecord): string {
  const { hello, serverHello, alert, closedBy } = record;
  const json =
    `{"v":${record.v},"start":"${record.start}","end":"${record.end}"` +
    `,"client":${endpointJson(record.client)},"server":${endpointJson(record.server)}` +
    `,"vni":${record.vni},"mirror":${quotedOrNull(record.mirror)},"leg":"${record.leg}"` +
    `,"outcome":"${record.outcome}","cause":${quotedOrNull(record.cause)},"certainty":"${record.certainty}"` +
    `,"reason":${JSON.stringify(record.reason)}` +
    `,"alert":${alert === null ? "null" : alertJson(alert)}` +
    `,"closedBy":${closedBy === null ? "null" : closedByJson(closedBy)}` +
    `,"hello":${hello === null ? "null" : helloJson(hello)}` +
    `,"serverHello":${serverHello === null ? "null" : serverHelloJson(serverHello)}` +
    `,"certificate":${sharedJson(record.certificate)}` +
    `,"handshakeMs":${record.handshakeMs},"packets":${record.packets},"bytes":${record.bytes}` +
    `,"missingBytes":${record.missingBytes}}`;
  // Reading a character makes V8 put the text together. Otherwise it holds sixty pieces of each line that waits for its
  // turn, and moves them about one by one at every garbage collection.
  json.charCodeAt(0);
  return json;
}

function endpointJson({ ip, port }: Endpoint): string {
  return `{"ip":"${ip}","port":${port}}`;
}

function alertJson({ by, level, code, name, encrypted }: AlertRecord): string {
  return `{"by":"${by}","level":${level},"code":${code},"name":${quotedOrNull(name)},"encrypted":${encrypted}}`;
}

function closedByJson({ side, how }: ClosedBy): string {
  return `{"side":"${side}","how":"${how}"}`;
}

function helloJson(hello: HelloRecord): string {
  return (
    `{"sni":${quotedOrNull(hello.sni)},${offerJson(hello)}` +
    `,"ja3":${quotedOrNull(hello.ja3)},"ja4":${quotedOrNull(hello.ja4)},"retried":${hello.retried}}`
  );
}

function serverHelloJson({ version, cipher, group, alpn, ja3s }: ServerHelloRecord): string {
  return (
    `{"version":"${version}","cipher":"${cipher}","group":${quotedOrNull(group)}` +
    `,"alpn":${quotedOrNull(alpn)},"ja3s":"${ja3s}"}`
  );
}

/** The lists of a hello, in one text. */
interface Offer {
  readonly hello: HelloRecord;
  readonly json: string;
}

/** By the list of cipher suites, which tells kinds of clients apart better than any other, the offer last made with it. */
const offers = new WeakMap<readonly string[], Offer>();

function offerJson(hello: HelloRecord): string {
  const known = offers.get(hello.ciphers);
  if (known !== undefined && isSameOffer(known.hello, hello)) return known.json;
  const { alpn, versions, ciphers, groups, signatureAlgorithms } = hello;
  const json = JSON.stringify({ alpn, versions, ciphers, groups, signatureAlgorithms }).slice(1, -1);
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

/** What JSON escapes, or may: quotes, backslashes, controls and everything beyond ASCII. */
const SPECIAL = /[^ !#-[\]-~]/;

function quotedOrNull(text: string | null): string {
  if (text === null) return "null";
  return SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`;
}

const remembered = new WeakMap<object, string>();

/** JSON of something that many records share and nobody changes. */
function sharedJson(value: object | null): string {
  if (value === null) return "null";
  let text = remembered.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    remembered.set(value, text);
  }
  return text;
}
