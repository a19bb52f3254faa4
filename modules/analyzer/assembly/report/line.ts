/**
 * A record as one line of JSON, field by field in the order of the contract.
 *
 * What it says of ServerHellos and certificates is text that is made outside, once for each byte string that the engine tells
 * apart. The lists of a ClientHello, which are most of a line, are the same for all clients of a kind: a line that goes to
 * the spool has a gap for them.
 */
import { Entry } from "../bytes/byte-memo";
import { lengthOf, SharedText } from "../bytes/shared-text";
import { addressText, MAX_ADDRESS_BYTES } from "./address";
import { HeldRecord, Leg, NO_HANDSHAKE } from "./held-record";
import { printable, printableBytes } from "./printable";
import { hexBytes, literal, out, tenths, whole } from "./text";
import { TIMESTAMP_BYTES, timestampText } from "./timestamp";

/** Room for all that is not counted by `lineRoom`. */
const FIXED_BYTES = 1024 + 3 * MAX_ADDRESS_BYTES + 2 * TIMESTAMP_BYTES;
const JA3_BYTES = 16;

/** Where the lists of the hello belong in the line last written, counted from its beginning; -1 where there is no hello. */
export let listsAt = -1;

/** More than the line takes. */
export function lineRoom(record: HeldRecord): i32 {
  const texts = lengthOf(record.judgement) + lengthOf(record.serverHello) + lengthOf(record.certificate);
  const hello = record.hello;
  const ofKind = hello === null ? 0 : lengthOf(hello.text) + lengthOf(hello.lists);
  const serverName = record.serverName;
  return FIXED_BYTES + texts + ofKind + (serverName === null ? 0 : printableBytes(serverName.length));
}

/** Writes the line to `start`, with the lists of its hello or with a gap for them. Returns where it ends. */
export function writeLine(start: usize, record: HeldRecord, withLists: bool): usize {
  out.at = start;
  literal('{"v":1,"start":"');
  timestampText(record.startUs);
  literal('","end":"');
  timestampText(record.endUs);
  writeWhereabouts(record);
  writeText(record.judgement);
  literal(',"hello":');
  listsAt = -1;
  const hello = record.hello;
  if (hello === null) literal("null");
  else writeHello(start, record, hello, withLists);
  literal(',"serverHello":');
  writeText(record.serverHello);
  literal(',"certificate":');
  writeText(record.certificate);
  literal(',"handshakeMs":');
  if (record.handshakeTenths === NO_HANDSHAKE) literal("null");
  else tenths(record.handshakeTenths);
  literal(',"packets":');
  whole(record.packets);
  literal(',"bytes":');
  whole(<u64>record.bytes);
  literal(',"missingBytes":');
  whole(<u64>record.missingBytes);
  literal("}");
  return out.at;
}

function writeWhereabouts(record: HeldRecord): void {
  literal('","client":{"ip":"');
  addressText(record.client);
  literal('","port":');
  whole(record.clientPort);
  literal('},"server":{"ip":"');
  addressText(record.server);
  literal('","port":');
  whole(record.serverPort);
  literal('},"vni":');
  if (record.vni < 0) literal("null");
  else whole(record.vni);
  if (record.isMirrored) {
    literal(',"mirror":"');
    addressText(record.mirror);
    literal('"');
  } else literal(',"mirror":null');
  if (record.leg === Leg.LISTENER) literal(',"leg":"listener",');
  else if (record.leg === Leg.TARGET) literal(',"leg":"target",');
  else literal(',"leg":"unknown",');
}

function writeHello(start: usize, record: HeldRecord, hello: Entry, withLists: bool): void {
  literal('{"sni":');
  const serverName = record.serverName;
  if (serverName === null) literal("null");
  else printable(serverName.bytes, serverName.bytes + serverName.length);
  listsAt = <i32>(out.at - start);
  if (withLists) writeText(hello.lists);
  if (record.isSslv2) literal('"ja3":null,"ja4":null');
  else {
    literal('"ja3":"');
    hexBytes(record.ja3, JA3_BYTES);
    literal('","ja4":"');
    writeText(hello.text);
    literal('"');
  }
  if (record.helloRetried) literal(',"retried":true}');
  else literal(',"retried":false}');
}

function writeText(text: SharedText | null): void {
  if (text === null) literal("null");
  else out.copy(text.bytes, text.length);
}
