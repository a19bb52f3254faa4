import type { EndedConnection } from "../../../../modules/analyzer/engine/ended-connection";
import type { HalfStream } from "../../../../modules/analyzer/flow/connection";
import { addressText } from "../../../../modules/analyzer/report/addresses";

/** What is known of a connection that is over, copied: the engine lends it for the call only. */
export type EndedFacts = ReturnType<typeof factsOf>;

export function factsOf(ended: EndedConnection) {
  const endpoint = (side: "client" | "server") => ({
    address: addressText(ended.address(side)),
    port: ended.port(side),
  });
  return {
    row: ended.row,
    serial: ended.serial,
    twin: ended.twin,
    twinIsReported: ended.twinIsReported,
    vni: ended.vni,
    mirror: ended.mirror === null ? null : addressText(ended.mirror),
    startUs: ended.startUs,
    lastUs: ended.lastUs,
    packets: ended.packets,
    bytes: ended.bytes,
    syns: ended.syns,
    synAckSeen: ended.synAckSeen,
    packetTooBig: ended.packetTooBig,
    unreachable: ended.unreachable,
    closedBy: ended.closedBy,
    client: { ...endpoint("client"), ...halfOf(ended.client) },
    server: { ...endpoint("server"), ...halfOf(ended.server) },
  };
}

function halfOf(half: HalfStream) {
  return {
    packets: half.packets,
    fromSyn: half.fromSyn,
    ackedKnown: half.ackedKnown,
    onlySynAcked: half.onlySynAcked,
    unacknowledged: half.unacknowledged,
    retransmissions: half.retransmissions,
    largestRetransmission: half.largestRetransmission,
    duplicateAcks: half.duplicateAcks,
    lostOnTheWay: half.lostOnTheWay,
    missing: half.missing,
  };
}
