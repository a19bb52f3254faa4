import type { Reason } from "../../contracts";
import type { Connection } from "../flow/connection";
import { certain, likely, type Evidence } from "../policy/evidence";
import type { OfferReason } from "../policy/mismatch-memo";
import { reasonWithoutPolicy } from "../policy/reason-without-policy";
import type { Transcript } from "../tls/transcript";
import type { Judgement } from "./judge";

/** Payload of a segment that a path for packets of 1280 bytes, the least that IPv6 allows, does not carry. */
const LARGE_SEGMENT_BYTES = 1200;

/** Whether there may be anything to say of a judgement beyond itself. */
export function mayHaveReason({ verdict }: Judgement): boolean {
  return verdict.outcome === "failed" || verdict.outcome === "not-tls";
}

/** Says what a cause probably means; null when nothing can be said. `policy` is the listener's, where it is known. */
export function reasonOf(
  connection: Connection,
  transcript: Transcript,
  judgement: Judgement,
  policy: OfferReason | null,
): Reason | null {
  if (!mayHaveReason(judgement)) return null;
  const { cause } = judgement.verdict;
  if (judgement.unreachable !== null) return lostOnThePath(connection, judgement.unreachable);
  if (cause === "interrupted" && isInterruptedByHttp(transcript)) {
    return certain(
      "plaintext",
      "One side answered in plain HTTP: the port, or a proxy in between, does not speak TLS.",
    );
  }
  const mayMismatch = policy !== null && cause === "server-rejected-hello";
  const mismatch = mayMismatch ? mismatchOf(transcript, policy) : null;
  return mismatch ?? reasonWithoutPolicy(new ConnectionEvidence(connection, transcript, judgement, policy !== null));
}

function isInterruptedByHttp({ ending }: Transcript): boolean {
  return ending?.how === "intrusion" && ending.what === "http";
}

function mismatchOf({ hello }: Transcript, policy: OfferReason): Reason | null {
  return hello === null ? null : policy(hello.kind.offer, null);
}

/**
 * What is known of a connection. Hello and certificates are read when they are asked for: many reasons need neither, and to
 * read them takes longer than all else.
 */
class ConnectionEvidence implements Evidence {
  readonly cause: Evidence["cause"];
  readonly alert: Evidence["alert"];
  readonly policyAdmits: boolean;
  readonly timeUs: number;
  readonly #transcript: Transcript;

  constructor(connection: Connection, transcript: Transcript, { verdict, alert }: Judgement, hasPolicy: boolean) {
    this.cause = verdict.cause;
    this.alert = alert;
    this.policyAdmits = hasPolicy;
    this.timeUs = transcript.ending?.timeUs ?? connection.lastUs;
    this.#transcript = transcript;
  }

  get hello(): Evidence["hello"] {
    return this.#transcript.hello;
  }

  get serverChain(): Evidence["serverChain"] {
    return this.#transcript.certificates;
  }
}

/** Bytes of one side never arrived at the other. */
function lostOnThePath(connection: Connection, side: "client" | "server"): Reason | null {
  const bytes = Math.max(connection[side].largestRetransmission, connection[side].lostOnTheWay);
  if (connection.packetTooBig) {
    return certain(
      "path-mtu",
      `A router reported that packets of the ${side} are too big for the path, and larger ones kept being lost. ` +
        `Let ICMP pass to the sender, or lower its MTU.`,
    );
  }
  if (bytes < LARGE_SEGMENT_BYTES) return null;
  return likely(
    "path-mtu",
    `${bytes} bytes from the ${side} never arrived, while smaller packets did: something on the path drops large packets and keeps silent about it. Lower the MTU, or let ICMP pass.`,
  );
}
