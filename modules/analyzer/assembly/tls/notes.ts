/** What is noted of the conversation that is being read: how far its handshake has come, and what decided it. */
import { GapKind, NEVER_US, Side } from "../side";
import { Alert, NO_ALERT } from "./alert";
import { Conversation, Ending } from "./conversation";
import { nextPhase, Phase, Step } from "./phases";
import { SideReading } from "./side-reading";

/** The conversation being read, and packet time. */
let conversation: Conversation = changetype<Conversation>(0);
let timeUs: f64 = NEVER_US;

/** What follows is of this conversation, and of this time. */
export function turnTo(next: Conversation, nowUs: f64): void {
  conversation = next;
  timeUs = nowUs;
}

export function current(): Conversation {
  return conversation;
}

export function nowUs(): f64 {
  return timeUs;
}

export function takeStep(step: Step): void {
  const phase = nextPhase(conversation.phase, step);
  if (phase === Phase.FINISHED && conversation.phase !== Phase.FINISHED) conversation.finishedAtUs = timeUs;
  conversation.phase = phase;
}

/** Keeps the first decisive event. Reading goes on only for an alert that explains a hello which is none. */
export function end(how: Ending, side: Side, alert: Alert, endedUs: f64): void {
  if (conversation.ending !== Ending.NONE) return;
  conversation.ending = how;
  conversation.endingSide = side;
  conversation.endingAlert = alert;
  conversation.endingUs = endedUs;
  if (how === Ending.MALFORMED_HELLO) return;
  conversation.settled = true;
  // What follows in the same segment is not read either.
  conversation.readingOf(Side.CLIENT).stopped = true;
  conversation.readingOf(Side.SERVER).stopped = true;
}

/** Where the next record begins cannot be known any more. Nothing more comes from this side. */
export function recordsLost(reading: SideReading, kind: GapKind): void {
  reading.stopped = true;
  if (reading.side === Side.CLIENT) {
    if (conversation.clientLost === GapKind.NONE) conversation.clientLost = kind;
  } else if (conversation.serverLost === GapKind.NONE) conversation.serverLost = kind;
  if (conversation.clientLost !== GapKind.NONE && conversation.serverLost !== GapKind.NONE) conversation.settled = true;
}

/** A hello in whichever format came whole. */
export function helloSent(): void {
  takeStep(Step.CLIENT_HELLO);
  // Nobody will answer: the server had left while the hello was on its way.
  if (conversation.earlyFin) end(Ending.FIN, Side.SERVER, conversation.earlyFinAlert, conversation.earlyFinUs);
}

/** The hello is none. */
export function endMalformed(): void {
  end(Ending.MALFORMED_HELLO, Side.CLIENT, NO_ALERT, timeUs);
}
