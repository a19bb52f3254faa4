/** Writes down what is known of a connection that is over, where the analyzer reads it. */
import { FactDouble, FactWord, HalfWord } from "../engine/facts";
import { Entry } from "./bytes/byte-memo";
import { Connection } from "./flow/connection";
import { HalfStream } from "./flow/half-stream";

/** As many as `FactWord.COUNT` and `FactDouble.COUNT` at least. */
const words = memory.data(320, 8);
const doubles = memory.data(80, 8);

export function factWordsAt(): usize {
  return words;
}

export function factDoublesAt(): usize {
  return doubles;
}

export function writeFacts(connection: Connection): void {
  writeFlow(connection);
  writeHalf(FactWord.CLIENT_HALF, connection.client);
  writeHalf(FactWord.SERVER_HALF, connection.server);
  writeConversation(connection);
}

function word(place: i32, value: i32): void {
  store<i32>(words + ((<usize>place) << 2), value);
}

function double(place: i32, value: f64): void {
  store<f64>(doubles + ((<usize>place) << 3), value);
}

function address(place: i32, from: usize): void {
  memory.copy(words + ((<usize>place) << 2), from, 16);
}

function entry(place: i32, value: Entry | null): void {
  word(place, <i32>changetype<usize>(value));
}

function writeFlow(connection: Connection): void {
  const twin = connection.twin;
  const clientIsLow = connection.clientIsLow;
  word(FactWord.ROW, connection.row);
  word(FactWord.PLACE, <i32>changetype<usize>(connection.place));
  word(FactWord.SERIAL, connection.serial);
  word(FactWord.TWIN, twin === null ? 0 : twin.serial);
  word(FactWord.TWIN_REPORTED, twin !== null && twin.reported ? 1 : 0);
  word(FactWord.VNI, connection.vni);
  word(FactWord.CLIENT_PORT, connection.port(clientIsLow));
  word(FactWord.SERVER_PORT, connection.port(!clientIsLow));
  address(FactWord.CLIENT_ADDRESS, connection.address(clientIsLow));
  address(FactWord.SERVER_ADDRESS, connection.address(!clientIsLow));
  address(FactWord.MIRROR_ADDRESS, changetype<usize>(connection) + offsetof<Connection>("mirror0"));
  word(FactWord.PACKETS, connection.packets);
  word(FactWord.SYNS, connection.syns);
  word(FactWord.SYN_ACK_SEEN, connection.synAckSeen);
  word(FactWord.PACKET_TOO_BIG, connection.packetTooBig);
  word(FactWord.UNREACHABLE, connection.unreachable);
  word(FactWord.CLOSED_HOW, connection.closedHow);
  word(FactWord.CLOSED_SIDE, connection.closedSide);
  double(FactDouble.START_US, connection.startUs);
  double(FactDouble.LAST_US, connection.lastUs);
  double(FactDouble.BYTES, connection.bytes);
  double(FactDouble.CLIENT_MISSING, connection.client.missing);
  double(FactDouble.SERVER_MISSING, connection.server.missing);
}

function writeHalf(place: i32, half: HalfStream): void {
  word(place + HalfWord.PACKETS, half.packets);
  word(place + HalfWord.FROM_SYN, half.fromSyn);
  word(place + HalfWord.ACKED_KNOWN, half.ackedKnown);
  word(place + HalfWord.ONLY_SYN_ACKED, half.ackedKnown && half.acked === half.initial);
  word(place + HalfWord.UNACKNOWLEDGED, half.unacknowledged);
  word(place + HalfWord.RETRANSMISSIONS, half.retransmissions);
  word(place + HalfWord.LARGEST_RETRANSMISSION, half.largestRetransmission);
  word(place + HalfWord.DUPLICATE_ACKS, half.duplicateAcks);
  word(place + HalfWord.LOST_ON_THE_WAY, half.lostOnTheWay);
}

function writeConversation(connection: Connection): void {
  const conversation = connection.conversation;
  word(FactWord.PHASE, conversation.phase);
  word(FactWord.OPENING, conversation.opening);
  word(FactWord.ENDING, conversation.ending);
  word(FactWord.ENDING_SIDE, conversation.endingSide);
  word(FactWord.ENDING_ALERT, conversation.endingAlert);
  word(FactWord.ALERT_AFTER_ENDING, conversation.alertAfterEnding);
  word(FactWord.FIRST_BYTE, conversation.firstByte);
  word(FactWord.CLIENT_LOST, conversation.clientLost);
  word(FactWord.SERVER_LOST, conversation.serverLost);
  word(FactWord.HELLO_LOST, conversation.helloLost);
  word(FactWord.OVER_LIMIT, conversation.overLimit);
  entry(FactWord.HELLO, conversation.hello);
  word(FactWord.HELLO_IS_SSLV2, conversation.isSslv2);
  entry(FactWord.SERVER_NAME, conversation.serverName);
  entry(FactWord.LEAF, conversation.leaf);
  word(FactWord.CHAIN_LENGTH, conversation.chainLength);
  word(FactWord.CLIENT_CERTIFICATE, conversation.clientCertificate);
  word(FactWord.HIDDEN_CERTIFICATE, conversation.flight.certificate);
  word(FactWord.HIDDEN, conversation.hidden);
  word(FactWord.REPLY_SILENT, conversation.reply.silent);
  word(FactWord.REFUSED_AFTER_FINISHED, conversation.refusedAfterFinished);
  word(FactWord.CLIENT_DATA_RECORDS, conversation.clientDataRecords);
  word(FactWord.SERVER_DATA_RECORDS, conversation.serverDataRecords);
  double(FactDouble.ANSWER_BYTES, conversation.answerBytes);
  double(FactDouble.ENDING_US, conversation.endingUs);
}
