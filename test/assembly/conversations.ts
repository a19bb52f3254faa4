/** Conversations without the flow around them. Each is known by the address of a connection that nobody follows. */
import * as reading from "../../modules/analyzer/assembly/tls/reading";
import { Entry } from "../../modules/analyzer/assembly/bytes/byte-memo";
import { ReadStatus } from "../../modules/analyzer/assembly/bytes/cursor";
import { writeFacts } from "../../modules/analyzer/assembly/facts";
import { Connection, CONNECTION_BYTES } from "../../modules/analyzer/assembly/flow/connection";
import { Closing, GapKind, Side } from "../../modules/analyzer/assembly/side";
import { readCertificates } from "../../modules/analyzer/assembly/tls/certificate";
import { readClientHello } from "../../modules/analyzer/assembly/tls/client-hello";
import { Conversation } from "../../modules/analyzer/assembly/tls/conversation";
import { ja4, raw } from "../../modules/analyzer/assembly/tls/ja4";
import { readServerHello, serverHello } from "../../modules/analyzer/assembly/tls/server-hello";
import { readSslv2Hello } from "../../modules/analyzer/assembly/tls/sslv2-hello";

export { readServerHello };

/** In memory that was used for something else before. */
export function newConversation(): Connection {
  const at = heap.alloc(CONNECTION_BYTES);
  memory.fill(at, 0xee, CONNECTION_BYTES);
  const connection = changetype<Connection>(at);
  connection.begin(true, true);
  return connection;
}

/** Makes another one of it. */
export function beginConversationAgain(connection: Connection): void {
  leave(connection);
  connection.begin(true, true);
}

export function freeConversation(connection: Connection): void {
  leave(connection);
  heap.free(changetype<usize>(connection));
}

/** What the flow does with a conversation that is over. */
function leave(connection: Connection): void {
  connection.conversation.release();
  connection.conversation.drop();
}

/** Writes down what was seen. */
export function tell(connection: Connection): void {
  writeFacts(connection);
}

export function readData(connection: Connection, side: Side, start: usize, end: usize, timeUs: f64): void {
  reading.readData(connection.conversation, side, start, end, timeUs);
}

export function readGap(connection: Connection, side: Side, length: i32, kind: GapKind, timeUs: f64): void {
  reading.readGap(connection.conversation, side, length, kind, timeUs);
}

export function readClose(connection: Connection, side: Side, how: Closing, timeUs: f64): void {
  reading.readClose(connection.conversation, side, how, timeUs);
}

export function stopOverLimit(connection: Connection): void {
  reading.stopOverLimit(connection.conversation);
}

export function sealedBytesOf(connection: Connection, side: Side): i32 {
  return reading.sealedBytesOf(connection.conversation, side);
}

export function isSettled(connection: Connection): bool {
  return connection.conversation.settled;
}

export function isHandshaking(connection: Connection): bool {
  return connection.conversation.handshaking;
}

export function hasEarlyData(connection: Connection): bool {
  return connection.conversation.hasEarlyData;
}

/** What the record's line says of it besides. */
export function isHelloRetried(connection: Connection): bool {
  return connection.conversation.helloRetried;
}

export function helloAtUs(connection: Connection): f64 {
  return connection.conversation.helloAtUs;
}

export function finishedAtUs(connection: Connection): f64 {
  return connection.conversation.finishedAtUs;
}

export function chosenEntry(connection: Connection): Entry | null {
  return connection.conversation.serverHello;
}

export function curveOf(connection: Connection): i32 {
  return connection.conversation.curve;
}

export function isHelloOfSslv2(connection: Connection): bool {
  return connection.conversation.isSslv2;
}

/** Where the 16 bytes of JA3's digest lie. */
export function ja3At(connection: Connection): usize {
  return changetype<usize>(connection.conversation) + offsetof<Conversation>("ja30");
}

/** Writes the JA4 of its hello to `to`, and JA4_r from `rawJa4At` to `rawJa4End`. */
export function writeJa4(connection: Connection, to: usize): void {
  const hello = connection.conversation.hello;
  if (hello !== null) ja4(hello, to);
}

export function rawJa4At(): usize {
  return raw.start;
}

export function rawJa4End(): usize {
  return raw.at;
}

export function readHello(connection: Connection, start: usize, end: usize): ReadStatus {
  return readClientHello(connection.conversation, start, end);
}

export function readHelloOfSslv2(connection: Connection, start: usize, end: usize): ReadStatus {
  return readSslv2Hello(connection.conversation, start, end);
}

export function readChain(connection: Connection, start: usize, end: usize): void {
  readCertificates(connection.conversation, start, end);
}

/** Of the ServerHello last read, if it could be. */
export function isHelloRetryRequest(): bool {
  return serverHello.isHelloRetryRequest;
}

export function chosenVersion(): i32 {
  return serverHello.version;
}

export function chosenCipherSuite(): i32 {
  return serverHello.cipherSuite;
}

export function choiceEntry(): Entry {
  return serverHello.choice();
}
