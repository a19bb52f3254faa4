import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import type { Ec2TrafficMirrorSession } from "@cdktf/provider-aws/lib/ec2-traffic-mirror-session";
import { Fn, Op, TerraformSelf, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { packetLengthCutsHellos, targetInOtherRegion, tooManyFoundInterfaces } from "./errors";
import { FULL_FRAME_BYTES } from "./packet-length";

/** What Terraform is asked to look at when it plans, since synthesis cannot know it, or nobody sees what synthesis says. */

/** Warns of interfaces beyond the target's limit: those within it are mirrored all the same. */
export function warnOfTooManySources(sessions: Ec2TrafficMirrorSession, sourceIds: string[], limit: number): void {
  const count = Fn.lengthOf(sourceIds);
  // A collector of another pipeline may have said that there is no limit.
  const known = Token.isUnresolved(limit) ? Token.asNumber(Fn.coalesce([limit, count])) : limit;
  addCheck(sessions, "sources", Op.lte(count, known), tooManyFoundInterfaces(textOf(known)));
}

/** Warns of a length that cuts hellos: some look at nothing but headers. */
export function warnOfCutHellos(sessions: Ec2TrafficMirrorSession, bytes: number): void {
  if (Token.isUnresolved(bytes)) {
    // What Terraform alone knows may be null, which is the whole packet.
    const known = Token.asNumber(Fn.coalesce([bytes, FULL_FRAME_BYTES]));
    addCheck(sessions, "packet_length", Op.gte(known, FULL_FRAME_BYTES), packetLengthCutsHellos(textOf(known)));
  } else if (bytes < FULL_FRAME_BYTES) {
    // Terraform wants a check to look at something that it makes.
    const all = `${sessions.terraformResourceType}.${sessions.friendlyUniqueId}`;
    const condition = `\${alltrue([for session in ${all} : session.packet_length >= ${FULL_FRAME_BYTES}])}`;
    addCheck(sessions, "packet_length", condition, packetLengthCutsHellos(textOf(bytes)));
  }
}

/** Refuses to plan where the target is in another Region than the provider works in, which AWS would refuse one by one. */
export function refuseOtherRegion(scope: Construct, region: string): void {
  const own = TerraformSelf.getString("region");
  new DataAwsRegion(scope, "Region", {
    lifecycle: {
      postcondition: [{ condition: Op.eq(own, region), errorMessage: targetInOtherRegion(region, own) }],
    },
  });
}

/** Terraform runs checks last, and reports those that fail as warnings. */
function addCheck(sessions: Ec2TrafficMirrorSession, name: string, condition: unknown, message: string): void {
  TerraformStack.of(sessions).addOverride(`check.${sessions.friendlyUniqueId}_${name}`, {
    assert: [{ condition, error_message: message }],
  });
}

function textOf(value: number): string {
  return Token.isUnresolved(value) ? Token.asString(value) : String(value);
}
