import type { AlbCaptureProps } from "../../../../modules/mirror";
import { MirrorTarget } from "../../../../modules/mirror";
import { refusal } from "../../../support/synth";
import { albCapture, FILTER, STORE, SUBNETS } from "../samples";

describe("the capture of a load balancer", () => {
  test.each<[string, Partial<AlbCaptureProps>, string]>([
    [
      "no image",
      { imageId: undefined },
      "[stack/Capture] give imageId and subnetIds, for the appliances to make, or target, for what captures already.",
    ],
    [
      "no subnet",
      { subnetIds: [] },
      "[stack/Capture] give imageId and subnetIds, for the appliances to make, or target, for what captures already.",
    ],
    [
      "a target beside what appliances need",
      { target: MirrorTarget.fromTargetId("tmt-0123456789abcdef0"), store: STORE },
      "[stack/Capture] target is given, so no appliance is made, and imageId, subnetIds, store would have no effect. " +
        "Leave these out, or leave target out.",
    ],
    [
      "somebody to tell of an alarm that is not made",
      {
        target: MirrorTarget.fromTargetId("tmt-0123456789abcdef0"),
        imageId: undefined,
        subnetIds: undefined,
        watchCoverage: false,
        alarmActionArns: ["arn:aws:sns:eu-central-1:123456789012:alerts"],
      },
      "[stack/Capture] target is given and watchCoverage is false, so no alarm is made, and alarmActionArns would have no " +
        "effect. Leave one of the latter out.",
    ],
    [
      "clients beside a filter",
      { filter: FILTER, listenerPorts: [443], clientCidrs: ["203.0.113.0/24"], mirrorIcmp: true },
      "[stack/Capture] filter is given, whose rules alone decide, and clientCidrs, mirrorIcmp would have no effect. " +
        "Give these to MirrorFilter.forListeners that makes the filter, or leave filter out.",
    ],
    [
      "a filter that does not tell its ports",
      { filter: FILTER },
      "[stack/Capture] filter does not tell its ports, so the appliances would not know which to look at. " +
        "Give listenerPorts: the TCP ports of the listeners, or of the targets, that the filter lets through.",
    ],
    [
      "ports that a filter does not mirror",
      { filter: { ...FILTER, serverPorts: [8080, 8443] }, listenerPorts: [443, 8443] },
      "[stack/Capture] listenerPorts: filter mirrors 8080, 8443 and not 443, so the appliances would see nothing there. " +
        "Leave listenerPorts out, or make the filter with these ports.",
    ],
    [
      "ports beside a filter and a target, which leave nothing to use them for",
      {
        filter: FILTER,
        target: MirrorTarget.fromTargetId("tmt-0123456789abcdef0"),
        imageId: undefined,
        subnetIds: undefined,
        listenerPorts: [443],
      },
      "[stack/Capture] filter and target are given, so listenerPorts would have no effect. Leave listenerPorts out.",
    ],
    [
      "how long a store keeps what beside a store",
      { store: STORE, captureRetentionDays: 3, forceDestroy: true },
      "[stack/Capture] store is given, so none is made, and captureRetentionDays, forceDestroy would have no effect. " +
        "Give these to the CaptureStore, or leave store out.",
    ],
    [
      "no load balancer",
      { loadBalancerArn: undefined },
      "[stack/Capture/Interfaces] give exactly one of loadBalancerArn and loadBalancerName, " +
        "so that there is no doubt whose interfaces are mirrored.",
    ],
    [
      "a time that is none",
      { expiresAt: "tomorrow" },
      '[stack/Capture/Filter] expiresAt: "tomorrow" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z.',
    ],
    [
      "an image that is none",
      { imageId: "al2023" },
      '[stack/Capture/Fleet] imageId: "al2023" is no machine image id. ' +
        "Give one like ami-0123456789abcdef0, of the image built from packer/.",
    ],
    [
      "an identifier of more than 24 bits",
      { virtualNetworkId: 16_777_216, subnetIds: SUBNETS.slice(1) },
      "[stack/Capture/Appliance] virtualNetworkIds must be a whole number from 1 to 16777215 (24 bits, RFC 7348), " +
        "got 16777216. Give the same number to the sessions and to the capture appliance.",
    ],
  ])("refuses %s", (_, props, message) => {
    expect(refusal(albCapture(props))).toBe(message);
  });
});
