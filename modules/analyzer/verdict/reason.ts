import type { Reason } from "../../contracts";
import type { Connection } from "../flow/connection";
import { certain, likely } from "../policy/evidence";
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
  const { hello, certificates, ending } = transcript;
  if (cause === "interrupted" && ending?.how === "intrusion" && ending.what === "http") {
    return certain(
      "plaintext",
      "One side answered in plain HTTP: the port, or a proxy in between, does not speak TLS.",
    );
  }
  const mismatch =
    cause === "server-rejected-hello" && hello !== null ? (policy?.(hello.kind.offer, null) ?? null) : null;
  if (mismatch !== null) return mismatch;
  return reasonWithoutPolicy({
    cause,
    alert: judgement.alert,
    hello,
    serverChain: certificates,
    policyAdmits: policy !== null,
    timeUs: ending?.timeUs ?? connection.lastUs,
  });
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
