import { Side } from "../side";
import { encryptedAlert } from "./alert";
import { Ending, Conversation } from "./conversation";
import { Meaning } from "./hidden-records";
import { current, end, nowUs, takeStep } from "./notes";
import { Phase, Step } from "./phases";
import { SideReading } from "./side-reading";

/**
 * How long after the client's Finished an encrypted alert still answers it. Verification of a client certificate takes
 * milliseconds; servers that close an idle connection wait for seconds.
 */
const REFUSAL_US: f64 = 1e6;

/** Notes a record of type application_data: data, or in TLS 1.3 whatever else is encrypted, told apart by its length. */
export function takeDataRecord(reading: SideReading): void {
  const conversation = current();
  const isClients = reading.side === Side.CLIENT;
  if (conversation.hidden) {
    if (isClients) hiddenClientRecord(conversation, reading.length);
    else hiddenServerRecord(conversation, reading.length);
  } else if (reading.encrypted) {
    if (isClients) conversation.clientData++;
    else conversation.serverData++;
  } else if (isClients && conversation.serverHello === null) conversation.earlyRecords++;
  const isFinished = conversation.phase === Phase.FINISHED;
  if (isFinished && conversation.clientDataRecords > 0 && conversation.serverDataRecords > 0) {
    conversation.settled = true;
  }
}

function hiddenClientRecord(conversation: Conversation, length: i32): void {
  const flight = conversation.flight;
  const meaning = flight.accept(length);
  if (!flight.finished) {
    // In TLS 1.3 a client's alert after ServerHello is encrypted, and its content type hidden.
    if (meaning === Meaning.ALERT) end(Ending.ALERT, Side.CLIENT, encryptedAlert(Side.CLIENT), nowUs());
    return;
  }
  if (conversation.phase !== Phase.FINISHED) takeStep(Step.CLIENT_HIDDEN_FINISHED);
}

function hiddenServerRecord(conversation: Conversation, length: i32): void {
  if (conversation.phase !== Phase.FINISHED) {
    takeStep(Step.SERVER_HIDDEN_FLIGHT);
    return;
  }
  const flight = conversation.flight;
  const reply = conversation.reply;
  const meaning = reply.accept(length);
  if (meaning !== Meaning.ALERT && flight.inDoubt) conversation.recordsAfterDoubt++;
  if (meaning === Meaning.ALERT && reply.silent && !flight.saidGoodbye) {
    conversation.refusedAfterFinished = nowUs() - conversation.finishedAtUs <= REFUSAL_US;
  } else if (!reply.silent) conversation.refusedAfterFinished = false;
}
