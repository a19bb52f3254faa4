import type { Reason } from "../../contracts";
import type { Connection } from "../flow/connection";
import { certain, likely, type Evidence } from "../policy/evidence";
import type { OfferReason } from "../policy/mismatch-memo";
import { reasonWithoutPolicy } from "../policy/reason-without-policy";
import type { Transcript } from "../tls/transcript";
import type { Judgement } from "./judge";

/** Payload of a segment that a path for packets of 1280 bytes, the least that IPv6 allows, does not carry. */
const LARGE_SEGMENT_BYTES = 1200;

/** What a cause probably means. */
export interface Explanation {
  /** Null when nothing can be said. */
  readonly reason: Reason | null;
  /** All connections that are over in the same way have this explanation: nothing else was asked of this one. */
  readonly isCommon: boolean;
}

const NOTHING_TO_EXPLAIN: Explanation = { reason: null, isCommon: true };

/** Explains a judgement. `policy` is the listener's, where it is known. */
export function explain(
  connection: Connection,
  transcript: Transcript,
  judgement: Judgement,
  policy: OfferReason | null,
): Explanation {
  const { outcome, cause } = judgement.verdict;
  if (outcome !== "failed" && outcome !== "not-tls") return NOTHING_TO_EXPLAIN;
  if (judgement.unreachable !== null) return lostOnThePath(connection, judgement.unreachable);
  if (cause === "interrupted" && isInterruptedByHttp(transcript)) {
    const text = "One side answered in plain HTTP: the port, or a proxy in between, does not speak TLS.";
    return { reason: certain("plaintext", text), isCommon: true };
  }
  const mayMismatch = policy !== null && cause === "server-rejected-hello";
  const mismatch = mayMismatch ? mismatchOf(transcript, policy) : null;
  if (mismatch !== null) return { reason: mismatch, isCommon: false };
  const evidence = new ConnectionEvidence(connection, transcript, judgement, policy !== null);
  const reason = reasonWithoutPolicy(evidence);
  return { reason, isCommon: !mayMismatch && !evidence.isParticular };
}

function isInterruptedByHttp({ ending }: Transcript): boolean {
  return ending?.how === "intrusion" && ending.what === "http";
}

function mismatchOf({ hello }: Transcript, policy: OfferReason): Reason | null {
  return hello === null ? null : policy(hello.kind.offer, null);
}

/**
 * What is known of a connection. What may differ between connections that are over in the same way is read when it is asked
 * for: many reasons need nothing of it, and to read a hello or a certificate takes longer than all else.
 */
class ConnectionEvidence implements Evidence {
  readonly cause: Evidence["cause"];
  readonly alert: Evidence["alert"];
  readonly policyAdmits: boolean;
  /** Something of that was asked for, and is there. */
  isParticular = false;
  readonly #connection: Connection;
  readonly #transcript: Transcript;

  constructor(connection: Connection, transcript: Transcript, { verdict, alert }: Judgement, hasPolicy: boolean) {
    this.cause = verdict.cause;
    this.alert = alert;
    this.policyAdmits = hasPolicy;
    this.#connection = connection;
    this.#transcript = transcript;
  }

  get hello(): Evidence["hello"] {
    this.isParticular = true;
    return this.#transcript.hello;
  }

  get serverChain(): Evidence["serverChain"] {
    const { certificates } = this.#transcript;
    if (certificates !== null) this.isParticular = true;
    return certificates;
  }

  get timeUs(): number {
    this.isParticular = true;
    return this.#transcript.ending?.timeUs ?? this.#connection.lastUs;
  }
}

/** Bytes of one side never arrived at the other. */
function lostOnThePath(connection: Connection, side: "client" | "server"): Explanation {
  if (connection.packetTooBig) {
    const text =
      `A router reported that packets of the ${side} are too big for the path, and larger ones kept being lost. ` +
      `Let ICMP pass to the sender, or lower its MTU.`;
    return { reason: certain("path-mtu", text), isCommon: true };
  }
  const bytes = Math.max(connection[side].largestRetransmission, connection[side].lostOnTheWay);
  return { reason: bytes < LARGE_SEGMENT_BYTES ? null : silentLoss(side, bytes), isCommon: false };
}

function silentLoss(side: "client" | "server", bytes: number): Reason {
  return likely(
    "path-mtu",
    `${bytes} bytes from the ${side} never arrived, while smaller packets did: something on the path drops large packets and keeps silent about it. Lower the MTU, or let ICMP pass.`,
  );
}
