/**
 * How connections are over, as far as judgements depend on it: most are over in the same way as many before, and what that
 * means is worked out once.
 *
 * All that `verdict/judge.ts` asks of a connection stands here, as finely as it asks: not how many packets there were but
 * whether there were any. A test watches what it asks. Besides, whether there are certificates: reasons are the same for all
 * that are over in the same way unless there are, or a hello is looked into.
 */
import { MANY_RETRANSMISSIONS, MAX_REFUSAL_BYTES, SYN_PATIENCE_SECONDS } from "../engine/facts";
import { ByteMemo, Entry } from "./bytes/byte-memo";
import { ByteWriter } from "./bytes/byte-writer";
import { Connection, ConnectionEnd } from "./flow/connection";
import { HalfStream } from "./flow/half-stream";
import { Closing } from "./side";
import { Conversation, Ending } from "./tls/conversation";

const MAX_BYTES = 64;

/** Those met lately. Busy captures know some hundreds. */
const situations = new ByteMemo(1024, MAX_BYTES);

const out = new ByteWriter(memory.data(MAX_BYTES, 8));

/** Forgets what was judged, for another analyzer. */
export function resetSituations(): void {
  situations.clear();
}

/** The situation in which a connection ends, to be given back by `release`. */
export function situationOf(connection: Connection, why: ConnectionEnd, nowUs: f64): Entry {
  out.at = out.start;
  out.byte(why);
  writeFlow(connection, nowUs);
  writeHalf(connection.client);
  writeHalf(connection.server);
  writeConversation(connection.conversation);
  return situations.get(out.start, out.at);
}

function writeFlow(connection: Connection, nowUs: f64): void {
  const syns = connection.syns;
  const how = connection.closedHow;
  out.byte(min(syns, 2));
  out.byte(connection.synAckSeen);
  out.byte(connection.packetTooBig);
  out.byte(connection.unreachable);
  out.byte(connection.client.packets > syns);
  out.byte(nowUs - connection.startUs >= <f64>SYN_PATIENCE_SECONDS * 1e6);
  out.byte(how);
  out.byte(how === Closing.NONE ? 0 : connection.closedSide);
}

function writeHalf(half: HalfStream): void {
  out.byte(half.packets > 0);
  out.byte(half.fromSyn);
  out.byte(half.ackedKnown);
  out.byte(half.ackedKnown && half.acked === half.initial);
  out.byte(half.unacknowledged);
  out.byte(half.duplicateAcks > 0);
  out.byte(min(half.retransmissions, MANY_RETRANSMISSIONS));
  out.byte(half.lostOnTheWay > 0);
  out.byte(half.missing > 0);
}

function writeConversation(conversation: Conversation): void {
  const ending = conversation.ending;
  out.byte(conversation.phase);
  out.byte(conversation.opening);
  out.byte(ending);
  out.byte(ending === Ending.NONE ? 0 : conversation.endingSide);
  number(conversation.endingAlert);
  number(conversation.alertAfterEnding);
  number(conversation.firstByte);
  out.byte(conversation.clientLost);
  out.byte(conversation.serverLost);
  out.byte(conversation.helloLost);
  out.byte(conversation.overLimit);
  out.byte(conversation.chainLength >= 0);
  out.byte(conversation.clientCertificate);
  out.byte(conversation.hidden);
  out.byte(conversation.flight.certificate);
  out.byte(conversation.reply.silent);
  out.byte(conversation.refusedAfterFinished);
  out.byte(conversation.answerBytes <= <f64>MAX_REFUSAL_BYTES);
  out.byte(conversation.clientDataRecords > 0);
  out.byte(conversation.serverDataRecords > 0);
}

function number(value: i32): void {
  store<i32>(out.at, value);
  out.at += sizeof<i32>();
}
