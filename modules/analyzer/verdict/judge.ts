import type { AlertRecord, BlindCause, ClosedBy, FailureCause, NotTlsCause, Side, Verdict } from "../../contracts";
import { MAX_REFUSAL_BYTES, SYN_PATIENCE_SECONDS } from "../engine/facts";
import type { Connection, ConnectionEnd, GapKind } from "../flow/connection";
import { alertName } from "../tls/names";
import type { Ending, Opening, Phase, Transcript } from "../tls/transcript";
import { lostUnnoticed, undelivered } from "./delivery";
import { endedByClient, endedByServer } from "./leaving";

/** What became of a connection, with the evidence that the record shows. */
export interface Judgement {
  readonly verdict: Verdict;
  /** The alert that decided, or that came with what decided. */
  readonly alert: AlertRecord | null;
  readonly closedBy: ClosedBy | null;
  /** Segments of this side never reached the other and were sent again and again; null where that was not seen. */
  readonly unreachable: Side | null;
}

/** First byte of a TLS handshake record. */
const HANDSHAKE_RECORD = 22;

/**
 * Says what became of a connection: the first decisive event wins, and what was not seen is not held against anyone.
 *
 * It is asked once for all connections that are over in the same situation. Whatever it asks of them must stand in
 * `assembly/situation.ts`.
 */
export function judge(connection: Connection, transcript: Transcript, why: ConnectionEnd, nowUs: number): Judgement {
  const unreachable = undelivered(connection, transcript);
  const verdict = verdictOf(connection, transcript, why, nowUs, unreachable);
  return {
    verdict,
    alert: alertOf(verdict, transcript),
    closedBy: connection.closedBy ?? timeoutOf(verdict),
    unreachable,
  };
}

function verdictOf(
  connection: Connection,
  transcript: Transcript,
  why: ConnectionEnd,
  nowUs: number,
  unreachable: Side | null,
): Verdict {
  if (transcript.phase === "finished") return completed(connection, transcript, why);
  const { opening } = transcript;
  if (opening === null && unreachable === "client") return failed("hello-incomplete");
  if (opening === null && transcript.firstByte < 0) return withoutData(connection, transcript, why, nowUs);
  if (opening !== null && opening !== "tls" && opening !== "sslv2") return notTls(connection, opening);
  if (connection.server.packets === 0 || connection.client.packets === 0) return undetermined("one-sided");
  if (transcript.overLimit) return undetermined("over-limit");

  const lost = transcript.clientLost ?? transcript.serverLost;
  if (lost !== null)
    return undetermined(connection.client.fromSyn || opening === "tls" ? blindness(lost) : "joined-late");
  if (lostUnnoticed(connection)) return undetermined("capture-gap");
  if (opening === null) return stub(connection, transcript, why);
  if (transcript.helloLost !== null && transcript.phase === "hello-sent" && transcript.ending?.how !== "alert") {
    // What was in the missing part may explain why nobody went on.
    return undetermined(blindness(transcript.helloLost));
  }
  if (transcript.ending !== null) return ended(connection, transcript, transcript.ending, unreachable);
  switch (why) {
    case "evicted":
      return undetermined("over-limit");
    case "capture-end":
      return undetermined("still-open");
    case "timeout":
      return failed(unreachable === null ? STALLED[transcript.phase] : undeliveredCause(unreachable));
    case "closed":
      // Closed by a FIN or RST behind bytes that never arrived.
      return unreachable === null ? undetermined("capture-gap") : failed(undeliveredCause(unreachable));
  }
}

/** Whose turn it was. */
const STALLED: Readonly<Record<Phase, FailureCause>> = {
  opening: "client-stalled",
  "hello-begun": "hello-incomplete",
  "hello-sent": "server-stalled",
  "retry-requested": "client-stalled",
  "hello-retried": "server-stalled",
  answered: "server-stalled",
  "server-done": "client-stalled",
  "client-keyed": "client-stalled",
  "client-finished": "server-stalled",
  "server-finished": "client-stalled",
  finished: "client-stalled",
};

/** Both sides finished, as far as the server was not seen to refuse the client right afterwards. */
function completed(connection: Connection, transcript: Transcript, why: ConnectionEnd): Verdict {
  const { hidden } = transcript;
  const lostAnAnswer = transcript.serverLost !== null && transcript.answerBytes <= MAX_REFUSAL_BYTES;
  if (hidden?.replySilent === true && (lostAnAnswer || lostUnnoticed(connection))) {
    // The server's answer to Finished is missing, and it may have been a refusal.
    return undetermined(blindness(transcript.serverLost ?? "unseen"));
  }
  if (hidden !== null && transcript.refusedAfterFinished && transcript.ending !== null) {
    if (hidden.certificate === "empty") return failed("client-certificate-missing", "likely");
    if (hidden.certificate === "full") return failed("client-certificate-rejected", "likely");
    return failed("server-rejected-client", "likely");
  }
  const clientData = transcript.clientDataRecords > 0;
  const serverData = transcript.serverDataRecords > 0;
  const certainty = hidden === null || (clientData && serverData) ? "certain" : "likely";
  const over = transcript.ending !== null || why === "closed" || why === "timeout";
  const blind =
    transcript.clientLost !== null ||
    transcript.serverLost !== null ||
    connection.client.missing + connection.server.missing > 0;
  const idle = over && !clientData && !serverData && !blind;
  return { outcome: "completed", cause: idle ? "closed-after-handshake" : null, certainty };
}

/** No byte of the client was seen. */
function withoutData(connection: Connection, transcript: Transcript, why: ConnectionEnd, nowUs: number): Verdict {
  const { client, server, syns, synAckSeen } = connection;
  if (syns > 0 && !synAckSeen && server.packets === 0 && !client.ackedKnown && !spokeAfterSyn(connection)) {
    if (connection.unreachable) return notTlsBecause("refused");
    const waited = nowUs - connection.startUs >= SYN_PATIENCE_SECONDS * 1e6;
    return syns > 1 || waited || connection.closedBy !== null
      ? notTlsBecause("no-syn-ack")
      : undetermined("still-open");
  }
  if (
    client.onlySynAcked &&
    !synAckSeen &&
    connection.closedBy?.side === "server" &&
    connection.closedBy.how === "rst"
  ) {
    return notTlsBecause("refused");
  }
  if (client.packets === 0 || server.packets === 0) return undetermined("one-sided");
  if (transcript.overLimit) return undetermined("over-limit");
  if (transcript.clientLost !== null)
    return undetermined(client.fromSyn ? blindness(transcript.clientLost) : "joined-late");
  if (syns === 0 && !synAckSeen) return undetermined("joined-late");
  if (lostUnnoticed(connection) || client.missing > 0) return undetermined("capture-gap");
  if (connection.closedBy !== null || why === "timeout" || why === "closed") return notTlsBecause("no-client-data");
  if (why === "evicted") return undetermined("over-limit");
  return undetermined("still-open");
}

/** The client went on after its SYN, so it was answered, whether or not that was captured. */
function spokeAfterSyn(connection: Connection): boolean {
  return connection.client.packets > connection.syns;
}

/** The client's first bytes are something else than a hello. */
function notTls(connection: Connection, opening: Exclude<Opening, "tls" | "sslv2">): Verdict {
  switch (opening) {
    case "http":
      return notTlsBecause("plain-http");
    case "proxy-protocol":
    case "ssh":
      return notTlsBecause(opening);
    case "tls-midstream":
      return connection.client.fromSyn ? failed("hello-malformed") : undetermined("joined-late");
    case "other":
      return connection.client.fromSyn ? notTlsBecause("other-protocol") : undetermined("joined-late");
  }
}

/** The client sent too few bytes to tell what they begin. */
function stub(connection: Connection, transcript: Transcript, why: ConnectionEnd): Verdict {
  if (!connection.client.fromSyn) return undetermined("joined-late");
  if (why === "capture-end" && transcript.ending === null) return undetermined("still-open");
  return transcript.firstByte === HANDSHAKE_RECORD ? failed("hello-incomplete") : notTlsBecause("other-protocol");
}

/** One side ended the handshake. */
function ended(connection: Connection, transcript: Transcript, ending: Ending, unreachable: Side | null): Verdict {
  if (ending.how === "malformed-hello") {
    return connection.client.fromSyn ? failed("hello-malformed") : undetermined("joined-late");
  }
  if (ending.how === "intrusion") return failed("interrupted");
  // Whoever gives up after waiting for bytes that never came is not the one to blame.
  if (unreachable !== null && ending.how !== "alert") return failed(undeliveredCause(unreachable));
  const certainty = ending.how === "alert" && ending.alert.code === null ? "likely" : "certain";
  const cause = ending.side === "client" ? endedByClient(transcript, ending) : endedByServer(transcript, ending);
  return failed(cause, certainty);
}

function undeliveredCause(side: Side): FailureCause {
  return side === "client" ? "hello-incomplete" : "server-stalled";
}

function alertOf(verdict: Verdict, transcript: Transcript): AlertRecord | null {
  if (verdict.outcome !== "failed") return null;
  const { ending } = transcript;
  if (transcript.phase === "finished") return { by: "server", level: null, code: null, name: null, encrypted: true };
  const decided = ending?.how === "alert" || ending?.how === "fin" || ending?.how === "rst" ? ending.alert : null;
  const alert = decided ?? transcript.alertAfterEnding;
  if (alert === null) return null;
  const { by, level, code } = alert;
  return { by, level, code, name: code === null ? null : alertName(code), encrypted: code === null };
}

/** A stall is an end as well, brought about by the side that stopped answering. */
function timeoutOf(verdict: Verdict): ClosedBy | null {
  if (verdict.cause === "server-stalled") return { side: "server", how: "timeout" };
  if (
    verdict.cause === "client-stalled" ||
    verdict.cause === "hello-incomplete" ||
    verdict.cause === "no-client-data"
  ) {
    return { side: "client", how: "timeout" };
  }
  return null;
}

function blindness(kind: GapKind): BlindCause {
  return kind === "cut" ? "truncated" : "capture-gap";
}

function failed(cause: FailureCause, certainty: "certain" | "likely" = "certain"): Verdict {
  return { outcome: "failed", cause, certainty };
}

function notTlsBecause(cause: NotTlsCause): Verdict {
  return { outcome: "not-tls", cause, certainty: "certain" };
}

function undetermined(cause: BlindCause): Verdict {
  return { outcome: "undetermined", cause, certainty: "certain" };
}
