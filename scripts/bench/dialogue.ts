import type { Caller, ClientHelloWriter } from "./client-hello";
import { RecordType } from "./message-writer";
import type { Random } from "./random";
import { HIDDEN_ALERT_BYTES, type ServerMessages } from "./server-messages";

export type Side = "client" | "server";

/** What one side does next, `afterUs` microseconds after what was done before. */
export type Turn =
  | { readonly what: "data"; readonly side: Side; readonly bytes: Uint8Array; readonly afterUs: number }
  | { readonly what: "fin" | "rst"; readonly side: Side; readonly afterUs: number };

/** How a handshake fails. */
export const FAILURES = [
  "server-alert",
  "server-close-notify",
  "server-reset",
  "client-alert",
  "client-hidden-alert",
  "client-leaves",
] as const;
export type Failure = (typeof FAILURES)[number];

export interface Plan {
  readonly caller: Caller;
  /** Null: the handshake succeeds. */
  readonly failure: Failure | null;
  /** Full segments of application data after the handshake. */
  readonly dataSegments: number;
  readonly roundTripUs: number;
  /** How long the connection is kept after the handshake. */
  readonly keptUs: number;
}

/** Who writes the messages of all dialogues, and what they amount to. */
export interface Cast {
  readonly random: Random;
  readonly hellos: ClientHelloWriter;
  readonly messages: ServerMessages;
  readonly ledger: Ledger;
}

/** What a capture holds, as both analyzers must find it. */
export interface Ledger {
  connections: number;
  failed: number;
  /** ClientHellos, second ones after a HelloRetryRequest included, retransmissions not. */
  hellos: number;
  plaintextAlerts: number;
  packets: number;
  bytes: number;
}

/** Payload of a full segment with TCP timestamps on an MTU of 1500. */
export const SEGMENT_BYTES = 1448;

const THINKING_US = 900;
const HELLO_RETRY_SHARE = 0.01;
const RETRY_GROUP = 0x0018;
const MAX_RECORD_BYTES = 16_401;

const FATAL = 2;
const WARNING = 1;
const CLOSE_NOTIFY = 0;
const SERVER_ALERTS = [40, 40, 70, 80];
const CLIENT_ALERTS = [48, 48, 42, 46, 45];

/** Lets a client and a server talk TLS, turn by turn; messages are written only when their turn has come. */
export function* dialogue(plan: Plan, cast: Cast): Generator<Turn> {
  const { profile } = plan.caller;
  const { roundTripUs, failure } = plan;
  cast.ledger.connections++;
  cast.ledger.hellos++;
  if (failure !== null) cast.ledger.failed++;
  yield data("client", cast.hellos.write(plan.caller), 200);

  const isTls13 = profile.keyShares.length > 0;
  if (isServerFailure(failure)) {
    yield* serverRefuses(failure, cast);
    return;
  }
  yield* isTls13 ? tls13Answer(plan, cast) : tls12Answer(plan, cast);
  if (failure !== null) {
    yield* clientRefuses(failure, isTls13, plan, cast);
    return;
  }
  if (isTls13) {
    yield data("client", cast.messages.tls13ClientFinish(), roundTripUs);
    yield data("server", cast.messages.tls13Tickets(), THINKING_US);
  } else {
    yield data("client", cast.messages.tls12ClientFlight(), roundTripUs);
    yield data("server", cast.messages.tls12ServerFinish(), THINKING_US);
  }
  yield* applicationData(plan, cast);
  yield* farewell(isTls13, plan, cast);
}

function* tls13Answer({ caller, roundTripUs }: Plan, cast: Cast): Generator<Turn> {
  const { random, messages } = cast;
  const cipher = caller.profile.ciphers.includes(0x1301) && random.chance(0.7) ? 0x1301 : 0x1303;
  if (random.chance(HELLO_RETRY_SHARE)) {
    yield data("server", messages.helloRetryRequest(cipher, RETRY_GROUP), THINKING_US);
    cast.ledger.hellos++;
    yield data("client", cast.hellos.write(caller, [RETRY_GROUP]), roundTripUs);
    yield data("server", messages.tls13Flight(cipher, RETRY_GROUP), THINKING_US);
    return;
  }
  const group = caller.profile.keyShares[0] ?? RETRY_GROUP;
  yield data("server", messages.tls13Flight(cipher, group), THINKING_US);
}

function* tls12Answer({ caller }: Plan, { random, messages }: Cast): Generator<Turn> {
  const cipher = random.chance(0.8) ? 0xc02f : 0xc030;
  yield data("server", messages.tls12Flight(cipher, caller.serverName.length), THINKING_US);
}

function isServerFailure(failure: Failure | null): failure is "server-alert" | "server-close-notify" | "server-reset" {
  return failure === "server-alert" || failure === "server-close-notify" || failure === "server-reset";
}

function* serverRefuses(
  failure: "server-alert" | "server-close-notify" | "server-reset",
  { random, messages, ledger }: Cast,
): Generator<Turn> {
  if (failure === "server-reset") {
    yield { what: "rst", side: "server", afterUs: THINKING_US };
    return;
  }
  const refused = failure === "server-alert";
  ledger.plaintextAlerts++;
  yield data(
    "server",
    refused ? messages.alert(FATAL, random.pick(SERVER_ALERTS)) : messages.alert(WARNING, CLOSE_NOTIFY),
    THINKING_US,
  );
  yield { what: "fin", side: "server", afterUs: 20 };
  yield { what: "fin", side: "client", afterUs: THINKING_US };
}

function* clientRefuses(
  failure: Failure,
  isTls13: boolean,
  { roundTripUs }: Plan,
  { random, messages, ledger }: Cast,
): Generator<Turn> {
  if (failure === "client-hidden-alert" && isTls13) {
    yield data("client", messages.encrypted(RecordType.APPLICATION_DATA, HIDDEN_ALERT_BYTES), roundTripUs);
  } else if (failure !== "client-leaves") {
    ledger.plaintextAlerts++;
    yield data("client", messages.alert(FATAL, random.pick(CLIENT_ALERTS)), roundTripUs);
  }
  yield { what: "fin", side: "client", afterUs: failure === "client-leaves" ? roundTripUs : 20 };
  yield { what: "fin", side: "server", afterUs: THINKING_US };
}

/** A request in one segment, then the answer in records of up to 16 kB, which span segments. */
function* applicationData({ dataSegments, roundTripUs }: Plan, { random, messages }: Cast): Generator<Turn> {
  if (dataSegments === 0) return;
  yield data("client", messages.encrypted(RecordType.APPLICATION_DATA, 300 + random.below(600)), roundTripUs);
  let left = (dataSegments - 1) * SEGMENT_BYTES;
  for (let afterUs = 20_000; left > 0; afterUs = 300) {
    const length = Math.min(left, MAX_RECORD_BYTES + 5);
    yield data("server", messages.encrypted(RecordType.APPLICATION_DATA, Math.max(length - 5, 20)), afterUs);
    left -= length;
  }
}

function* farewell(isTls13: boolean, { keptUs, roundTripUs }: Plan, { messages }: Cast): Generator<Turn> {
  const goodbye = (): Uint8Array =>
    isTls13
      ? messages.encrypted(RecordType.APPLICATION_DATA, HIDDEN_ALERT_BYTES)
      : messages.encrypted(RecordType.ALERT, 26);
  yield data("client", goodbye(), keptUs);
  yield { what: "fin", side: "client", afterUs: 20 };
  yield data("server", goodbye(), THINKING_US);
  yield { what: "fin", side: "server", afterUs: roundTripUs };
}

function data(side: Side, bytes: Uint8Array, afterUs: number): Turn {
  return { what: "data", side, bytes, afterUs };
}
