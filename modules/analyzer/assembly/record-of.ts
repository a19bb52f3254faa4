/** What the record of a connection that is over says. */
import { Entry, retained } from "./bytes/byte-memo";
import { newText, retainedText, SharedText } from "./bytes/shared-text";
import { Connection } from "./flow/connection";
import { isListener } from "./flow/listeners";
import { Described, described } from "./report/described";
import { HeldRecord, Leg, newRecord, NO_HANDSHAKE } from "./report/held-record";
import { listsOf, listsOfSslv2 } from "./report/offer-lists";
import { NEVER_US } from "./side";
import { Conversation } from "./tls/conversation";
import { ja4, JA4_BYTES } from "./tls/ja4";
import { Phase } from "./tls/phases";

/** VNI of packets which came without a VXLAN header; -1 where none was taken off. */
let strippedVni = -1;

export function setStrippedVni(vni: i32): void {
  strippedVni = vni;
}

/** The record of a connection. `judgement`: JSON, from `"outcome"` to `closedBy`. */
export function recordOf(connection: Connection, judgement: SharedText): HeldRecord {
  const record = newRecord();
  const conversation = connection.conversation;
  record.startUs = connection.startUs;
  record.endUs = connection.lastUs;
  record.packets = connection.packets;
  record.bytes = connection.bytes;
  record.missingBytes = connection.client.missing + connection.server.missing;
  record.judgement = retainedText(judgement) as SharedText;
  noteWhereabouts(record, connection);
  noteHello(record, conversation);
  const serverHello = conversation.serverHello;
  const leaf = conversation.leaf;
  record.serverHello =
    serverHello === null ? null : retainedText(described(serverHello, Described.SERVER_HELLO, conversation.curve));
  record.certificate =
    leaf === null ? null : retainedText(described(leaf, Described.CERTIFICATE, conversation.chainLength));
  record.handshakeTenths = handshakeTenths(conversation);
  return record;
}

function noteWhereabouts(record: HeldRecord, connection: Connection): void {
  const clientIsLow = connection.clientIsLow;
  copyAddress(record.client, connection.address(clientIsLow));
  copyAddress(record.server, connection.address(!clientIsLow));
  copyAddress(record.mirror, changetype<usize>(connection) + offsetof<Connection>("mirror0"));
  record.clientPort = connection.port(clientIsLow);
  record.serverPort = connection.port(!clientIsLow);
  record.vni = connection.vni < 0 ? strippedVni : connection.vni;
  record.isMirrored = connection.vni >= 0;
  record.leg = legOf(record);
}

/** The mirrored interface is the balancer's: whoever has its address there is the balancer. */
function legOf(record: HeldRecord): Leg {
  if (record.isMirrored && isSameAddress(record.mirror, record.server)) return Leg.LISTENER;
  if (record.isMirrored && isSameAddress(record.mirror, record.client)) return Leg.TARGET;
  return isListener(record.server, record.serverPort) ? Leg.LISTENER : Leg.UNKNOWN;
}

function copyAddress(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
}

function isSameAddress(a: usize, b: usize): bool {
  return load<u64>(a) === load<u64>(b) && load<u64>(a, 8) === load<u64>(b, 8);
}

function noteHello(record: HeldRecord, conversation: Conversation): void {
  const hello = conversation.hello;
  const serverName = conversation.serverName;
  record.hello = null;
  record.serverName = null;
  if (hello === null) return;
  record.isSslv2 = conversation.isSslv2;
  record.helloRetried = conversation.helloRetried;
  record.ja30 = conversation.ja30;
  record.ja31 = conversation.ja31;
  record.ja32 = conversation.ja32;
  record.ja33 = conversation.ja33;
  if (hello.lists === null) describeKind(hello, conversation.isSslv2);
  record.hello = retained(hello);
  if (serverName !== null) record.serverName = retained(serverName);
}

/** Makes what is said of a kind of clients. */
function describeKind(hello: Entry, isSslv2: bool): void {
  hello.lists = isSslv2 ? listsOfSslv2(hello) : listsOf(hello);
  if (!isSslv2) hello.text = ja4Text(hello);
}

const ja4Bytes = memory.data(JA4_BYTES);

function ja4Text(hello: Entry): SharedText {
  ja4(hello, ja4Bytes);
  return newText(ja4Bytes, JA4_BYTES);
}

/** To a tenth of a millisecond: packet times are no better than that. */
function handshakeTenths(conversation: Conversation): i64 {
  if (conversation.phase !== Phase.FINISHED || conversation.helloAtUs === NEVER_US) return NO_HANDSHAKE;
  return <i64>Math.floor((conversation.finishedAtUs - conversation.helloAtUs) / 100 + 0.5);
}
