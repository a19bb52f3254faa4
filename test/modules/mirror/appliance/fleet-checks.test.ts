import type { CaptureFleetProps } from "../../../../modules/mirror";
import { refusal } from "../../../support/synth";
import { fleet } from "../samples";

describe("a capture fleet", () => {
  test.each<[Partial<CaptureFleetProps>, string]>([
    [
      { subnetIds: ["subnet-0123456789abcdef0"] },
      "subnetIds names 1 of at least two subnets. Name one in each of two Availability Zones, " +
        "so that the loss of a zone is not the loss of every packet.",
    ],
    [
      { subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef0"] },
      "subnetIds names subnet-0123456789abcdef0 twice. Name each subnet once.",
    ],
    [
      { subnetIds: ["subnet-0123456789abcdef0", "b"] },
      'subnetIds: "b" is no such id. Give one like subnet-0123456789abcdef0.',
    ],
    [{ vpcId: "main" }, 'vpcId: "main" is no such id. Give one like vpc-0123456789abcdef0.'],
    [{ minSize: 0, desiredCapacity: 1 }, "minSize must be a whole number of machines, at least 1, got 0. Correct it."],
    [
      { minSize: 3, desiredCapacity: 2 },
      "minSize 3, desiredCapacity 2 and maxSize 6 must rise in this order, or be equal. " +
        "Correct them, or leave desiredCapacity out.",
    ],
    [
      { desiredCapacity: 5, maxSize: 4 },
      "minSize 2, desiredCapacity 5 and maxSize 4 must rise in this order, or be equal. " +
        "Correct them, or leave desiredCapacity out.",
    ],
    [
      { targetPacketsPerSecond: 0 },
      "targetPacketsPerSecond must be a whole number of packets, at least 1, got 0. Correct it.",
    ],
    [
      { scaleOutDiskPercent: 100 },
      "scaleOutDiskPercent must be a whole number of percent from 1 to 99, got 100. Correct it.",
    ],
    [
      { instanceWarmupSeconds: -1 },
      "instanceWarmupSeconds must be a whole number of seconds, at least 0, got -1. Correct it.",
    ],
    [
      { healthCheckGracePeriodSeconds: 0.5 },
      "healthCheckGracePeriodSeconds must be a whole number of seconds, at least 0, got 0.5. Correct it.",
    ],
    [
      { drainHeartbeatSeconds: 20 },
      "drainHeartbeatSeconds must be a whole number of seconds from 30 to 7200, got 20. Correct it.",
    ],
    [
      { imageId: "al2023" },
      'imageId: "al2023" is no machine image id. Give one like ami-0123456789abcdef0, of the image built from packer/.',
    ],
    [{ healthPort: 80 }, "healthPort: a port is a whole number from 1024 to 65535, got 80. Correct it."],
    [
      { healthCheckCidrs: ["10.0.8.1/24"] },
      "healthCheckCidrs: 10.0.8.1/24 has bits set behind its prefix, which AWS refuses. " +
        "Write 10.0.8.0/24 for that network.",
    ],
    [{ expiresAt: "soon" }, 'expiresAt: "soon" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z.'],
  ])("refuses %j", (props, message) => {
    expect(refusal(fleet(props))).toBe(`[stack/Fleet] ${message}`);
  });
});
