/** Notes what handshake messages say. */
import { byteAt, shortAt } from "../bytes/big-endian";
import { ReadStatus } from "../bytes/cursor";
import { Side } from "../side";
import { NO_ALERT } from "./alert";
import { readCertificates } from "./certificate";
import { readClientHello } from "./client-hello";
import { Ending } from "./conversation";
import { HandshakeType, MAX_MESSAGE_BYTES } from "./handshake-messages";
import { ClientCertificate } from "./hidden-records";
import { current, end, endMalformed, helloSent, nowUs, recordsLost, takeStep } from "./notes";
import { isAnswered, Phase, Step } from "./phases";
import { readServerHello, serverHello } from "./server-hello";
import { SideReading } from "./side-reading";

/**
 * A handshake message is complete; its type and announced length are in the reading. `[start, end)` is its body; empty
 * for a message whose body is not of interest, and shorter than announced when the capture lost a part of it.
 */
export function takeMessage(reading: SideReading, start: usize, bodyEnd: usize): void {
  const conversation = current();
  if (conversation.ending === Ending.NONE) {
    if (reading.side === Side.CLIENT) clientMessage(reading, start, bodyEnd);
    else serverMessage(reading, start, bodyEnd);
  }
  if (conversation.overLimit) conversation.settled = true;
}

function clientMessage(reading: SideReading, start: usize, bodyEnd: usize): void {
  const conversation = current();
  const type = reading.messageType;
  if (conversation.phase === Phase.HELLO_BEGUN && type !== HandshakeType.CLIENT_HELLO) {
    endMalformed();
    return;
  }
  switch (type) {
    case HandshakeType.CLIENT_HELLO:
      clientHello(reading, start, bodyEnd);
      break;
    case HandshakeType.CERTIFICATE:
      // Three bytes hold the length of an empty list.
      conversation.clientCertificate = reading.messageLength <= 3 ? ClientCertificate.EMPTY : ClientCertificate.FULL;
      break;
    case HandshakeType.CLIENT_KEY_EXCHANGE:
      takeStep(Step.CLIENT_KEY_EXCHANGE);
      break;
    default:
      break;
  }
}

function clientHello(reading: SideReading, start: usize, bodyEnd: usize): void {
  const conversation = current();
  switch (conversation.phase) {
    case Phase.HELLO_BEGUN: {
      if (reading.messageLength > MAX_MESSAGE_BYTES) {
        conversation.overLimit = true;
        return;
      }
      if (<i32>(bodyEnd - start) < reading.messageLength) conversation.helloLost = reading.gapKind;
      else if (readClientHello(conversation, start, bodyEnd) !== ReadStatus.OK) {
        endMalformed();
        return;
      }
      break;
    }
    case Phase.RETRY_REQUESTED:
      conversation.helloRetried = true;
      break;
    case Phase.HELLO_SENT:
    case Phase.HELLO_RETRIED:
      end(Ending.SECOND_HELLO, Side.CLIENT, NO_ALERT, nowUs());
      return;
    default:
      return;
  }
  helloSent();
}

function serverMessage(reading: SideReading, start: usize, bodyEnd: usize): void {
  const conversation = current();
  const length = <i32>(bodyEnd - start);
  switch (reading.messageType) {
    case HandshakeType.SERVER_HELLO:
      serverHelloMessage(reading, start, bodyEnd);
      break;
    case HandshakeType.HELLO_RETRY_REQUEST_DRAFT:
      takeStep(Step.SERVER_HELLO_RETRY_REQUEST);
      break;
    case HandshakeType.CERTIFICATE:
      if (length === reading.messageLength) readCertificates(conversation, start, bodyEnd);
      break;
    case HandshakeType.SERVER_KEY_EXCHANGE:
      if (length < reading.messageLength || conversation.serverHello === null) return;
      // ECCurveType and NamedCurve of RFC 8422 section 5.4, if the cipher suite is one of those that send them.
      conversation.curve = length < 3 ? -1 : (byteAt(start) << 16) | shortAt(start + 1);
      break;
    case HandshakeType.SERVER_HELLO_DONE:
      takeStep(Step.SERVER_HELLO_DONE);
      break;
    default:
      break;
  }
}

function serverHelloMessage(reading: SideReading, start: usize, bodyEnd: usize): void {
  const conversation = current();
  const isWhole = <i32>(bodyEnd - start) >= reading.messageLength;
  const status = isWhole ? readServerHello(start, bodyEnd, reading.messageLength) : ReadStatus.TRUNCATED;
  if (status === ReadStatus.MALFORMED) {
    end(Ending.BYTES, Side.SERVER, NO_ALERT, nowUs());
    return;
  }
  if (status === ReadStatus.TRUNCATED) {
    // Whether this was an answer or a request for another hello is in the part that cannot be read.
    if (!isAnswered(conversation.phase)) recordsLost(reading, reading.gapKind);
    return;
  }
  if (serverHello.isHelloRetryRequest) {
    takeStep(Step.SERVER_HELLO_RETRY_REQUEST);
    return;
  }
  if (isAnswered(conversation.phase)) return;
  conversation.serverHello = serverHello.choice();
  conversation.version = serverHello.version;
  conversation.cipherSuite = serverHello.cipherSuite;
  takeStep(Step.SERVER_HELLO);
  if (!conversation.isTls13) return;
  conversation.hidden = true;
  conversation.flight.begin(serverHello.cipherSuite, conversation.hasEarlyData);
  conversation.reply.begin(serverHello.cipherSuite);
}
