/**
 * The record of a connection as one line of JSON, field by field in the order of the contract.
 *
 * What the line says of ServerHellos and certificates is text that is made outside, once for each byte string that the engine
 * tells apart. The lists of a ClientHello, which are most of a record and the same for all clients of a kind, are
 * left out: the line has a gap for them.
 */
import { Entry } from "../bytes/byte-memo";
import { Connection } from "../flow/connection";
import { isListener } from "../flow/listeners";
import { HeldLine, holdLine } from "../order/held-line";
import { NEVER_US } from "../side";
import { Conversation } from "../tls/conversation";
import { ja4, JA4_BYTES } from "../tls/ja4";
import { Phase } from "../tls/phases";
import { addressText, MAX_ADDRESS_BYTES } from "./address";
import { demand, Described, lengthOf } from "./described";
import { listsOf, listsOfSslv2 } from "./offer-lists";
import { printable, printableBytes } from "./printable";
import { hexBytes, literal, out, reserve, tenths, whole } from "./text";
import { TIMESTAMP_BYTES, timestampText } from "./timestamp";

/** Room for all that is not text from outside. */
const FIXED_BYTES = 1024 + 3 * MAX_ADDRESS_BYTES + 2 * TIMESTAMP_BYTES;

/** Where the lists of the hello belong, counted from the beginning of the line; -1 where there is no hello. */
let offerAt = -1;

/** VNI of packets which came without a VXLAN header; -1 where none was taken off. */
let strippedVni = -1;

export function setStrippedVni(vni: i32): void {
  strippedVni = vni;
}

/**
 * The line of a connection, to be told when its turn comes. `judgement`: `length` bytes of JSON, from `"outcome"` to
 * `closedBy`.
 */
export function lineOf(connection: Connection, judgement: usize, length: i32): HeldLine {
  const conversation = connection.conversation;
  const hello = conversation.hello;
  const serverName = conversation.serverName;
  const serverHello = conversation.serverHello;
  const leaf = conversation.leaf;
  if (hello !== null) demandKind(hello, conversation.isSslv2);
  if (serverHello !== null) demand(serverHello, Described.SERVER_HELLO, conversation.curve);
  if (leaf !== null) demand(leaf, Described.CERTIFICATE, conversation.chainLength);
  const described = lengthOf(hello) + lengthOf(serverHello) + lengthOf(leaf);
  const nameBytes = serverName === null ? 0 : printableBytes(serverName.length);
  reserve(FIXED_BYTES + length + described + nameBytes);

  literal('{"v":1,"start":"');
  timestampText(connection.startUs);
  literal('","end":"');
  timestampText(connection.lastUs);
  writeWhereabouts(connection);
  out.copy(judgement, length);
  literal(',"hello":');
  writeHello(conversation, hello, serverName);
  literal(',"serverHello":');
  writeDescription(serverHello);
  literal(',"certificate":');
  writeDescription(leaf);
  literal(',"handshakeMs":');
  writeHandshakeMs(conversation);
  literal(',"packets":');
  whole(connection.packets);
  literal(',"bytes":');
  whole(<u64>connection.bytes);
  literal(',"missingBytes":');
  whole(<u64>missingBytesOf(connection));
  literal("}");
  return holdLine(out.start, <i32>(out.at - out.start), hello, offerAt);
}

function missingBytesOf(connection: Connection): f64 {
  return connection.client.missing + connection.server.missing;
}

function writeWhereabouts(connection: Connection): void {
  const clientIsLow = connection.clientIsLow;
  const client = connection.address(clientIsLow);
  const server = connection.address(!clientIsLow);
  const serverPort = connection.port(!clientIsLow);
  const vni = connection.vni < 0 ? strippedVni : connection.vni;
  literal('","client":{"ip":"');
  addressText(client);
  literal('","port":');
  whole(connection.port(clientIsLow));
  literal('},"server":{"ip":"');
  addressText(server);
  literal('","port":');
  whole(serverPort);
  literal('},"vni":');
  if (vni < 0) literal("null");
  else whole(vni);
  literal(',"mirror":');
  const mirror = changetype<usize>(connection) + offsetof<Connection>("mirror0");
  const isMirrored = connection.vni >= 0;
  if (isMirrored) {
    literal('"');
    addressText(mirror);
    literal('"');
  } else literal("null");
  // The mirrored interface is the balancer's: whoever has its address there is the balancer.
  if (isMirrored && isSameAddress(mirror, server)) literal(',"leg":"listener",');
  else if (isMirrored && isSameAddress(mirror, client)) literal(',"leg":"target",');
  else if (isListener(server, serverPort)) literal(',"leg":"listener",');
  else literal(',"leg":"unknown",');
}

function isSameAddress(a: usize, b: usize): bool {
  return load<u64>(a) === load<u64>(b) && load<u64>(a, 8) === load<u64>(b, 8);
}

function writeHello(conversation: Conversation, hello: Entry | null, serverName: Entry | null): void {
  offerAt = -1;
  if (hello === null) {
    literal("null");
    return;
  }
  literal('{"sni":');
  if (serverName === null) literal("null");
  else printable(serverName.bytes, serverName.bytes + serverName.length);
  offerAt = <i32>(out.at - out.start);
  if (conversation.isSslv2) literal('"ja3":null,"ja4":null');
  else {
    literal('"ja3":"');
    hexBytes(changetype<usize>(conversation) + offsetof<Conversation>("ja30"), 16);
    literal('","ja4":"');
    writeDescription(hello);
    literal('"');
  }
  if (conversation.helloRetried) literal(',"retried":true}');
  else literal(',"retried":false}');
}

/** To a tenth of a millisecond: packet times are no better than that. */
function writeHandshakeMs(conversation: Conversation): void {
  if (conversation.phase !== Phase.FINISHED || conversation.helloAtUs === NEVER_US) literal("null");
  else tenths(<i64>Math.floor((conversation.finishedAtUs - conversation.helloAtUs) / 100 + 0.5));
}

/** Makes what is said of a kind of clients, if it was not made before. */
function demandKind(hello: Entry, isSslv2: bool): void {
  if (hello.lists !== 0) return;
  hello.lists = isSslv2 ? listsOfSslv2(hello) : listsOf(hello);
  if (!isSslv2) hello.text = ja4Text(hello);
}

function ja4Text(hello: Entry): usize {
  const text = heap.alloc(4 + JA4_BYTES);
  store<i32>(text, JA4_BYTES);
  ja4(hello, text + 4);
  return text;
}

function writeDescription(entry: Entry | null): void {
  if (entry === null || entry.text === 0) literal("null");
  else out.copy(entry.text + 4, load<i32>(entry.text));
}
