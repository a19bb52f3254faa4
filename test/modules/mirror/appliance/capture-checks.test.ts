import type { CaptureInstanceProps } from "../../../../modules/mirror";
import { refusal } from "../../../support/synth";
import { appliance } from "../samples";

describe("a capture instance", () => {
  test.each<[Partial<CaptureInstanceProps>, string]>([
    [
      { imageId: "al2023" },
      'imageId: "al2023" is no machine image id. Give one like ami-0123456789abcdef0, of the image built from packer/.',
    ],
    [
      { mirrorSourceCidrs: [] },
      "mirrorSourceCidrs is empty, so the appliance would receive nothing. Name the subnets of the load balancer.",
    ],
    [
      { mirrorSourceCidrs: ["10.0.0.1/24"] },
      "mirrorSourceCidrs: 10.0.0.1/24 has bits set behind its prefix, which AWS refuses. " +
        "Write 10.0.0.0/24 for that network.",
    ],
    [
      { virtualNetworkIds: [] },
      "virtualNetworkIds is empty, so the appliance would discard every packet. Give the number of the mirror sessions.",
    ],
    [
      { virtualNetworkIds: [16_777_216] },
      "virtualNetworkIds must be a whole number from 1 to 16777215 (24 bits, RFC 7348), got 16777216. " +
        "Give the same number to the sessions and to the capture appliance.",
    ],
    [
      { listenerPorts: [] },
      "listenerPorts is empty, so nothing would be mirrored. Give at least one TCP port, for instance 443.",
    ],
    [
      { rotationSeconds: 90_000 },
      "rotationSeconds must be a whole number of seconds from 1 to 86400, got 90000. Correct it.",
    ],
    [
      { diskBudgetBytes: 1000 },
      "diskBudgetBytes must be a whole number of bytes, at least 67108864, got 1000. Correct it.",
    ],
    [
      { virtualNetworkIds: [7, 8, 7] },
      "virtualNetworkIds names 7 twice, but the appliance has one device for each. Name each number once.",
    ],
    [
      { virtualNetworkIds: Array.from({ length: 1025 }, (_, i) => i + 1) },
      "virtualNetworkIds holds 1025 numbers, but an appliance receives 1024 at the most, with a device and a capture " +
        "for each. Let sessions share a number; the outer source address of a packet tells its interface.",
    ],
    [{ vpcId: "main" }, 'vpcId: "main" is no such id. Give one like vpc-0123456789abcdef0.'],
    [{ subnetId: "a" }, 'subnetId: "a" is no such id. Give one like subnet-0123456789abcdef0.'],
    [
      { bucket: "s3://captures" },
      'bucket: "s3://captures" is no name of an S3 bucket. Give its name alone, without s3:// and without a folder.',
    ],
    [
      { bucket: "captures", bucketKeyArn: "alias/captures" },
      'bucketKeyArn: "alias/captures" is not the ARN of a KMS key. ' +
        "Give one that ends in key/ID and not an alias, or leave it out.",
    ],
    [
      { bucketKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1111" },
      "bucketKeyArn is given without bucket. Name the bucket, or leave the bucketKeyArn out.",
    ],
    [{ healthPort: 1023 }, "healthPort: a port is a whole number from 1024 to 65535, got 1023. Correct it."],
    [
      { expiresAt: "tomorrow" },
      'expiresAt: "tomorrow" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z.',
    ],
    [{ volumeSizeGib: 10 }, "volumeSizeGib must be a whole number of GiB, at least 11, got 10. Correct it."],
    [
      { volumeSizeGib: 20, diskBudgetBytes: 20 * 1024 ** 3 },
      "diskBudgetBytes 21474836480 does not fit on a volume of 21474836480 bytes. " +
        "Lower the budget, or give a larger volumeSizeGib.",
    ],
    [
      { bucket: "captures", prefix: "/tls/" },
      'prefix: "/tls/" must not be empty, nor begin or end with a slash. Write it as team/tls, or leave it out.',
    ],
    [{ prefix: "tls" }, "prefix is given without bucket. Name the bucket, or leave the prefix out."],
    [
      { bucketOwner: "111122223333" },
      "bucketOwner is given without bucket. Name the bucket, or leave the bucketOwner out.",
    ],
    [
      { bucket: "captures", bucketOwner: "11112222333" },
      'bucketOwner: "11112222333" is no AWS account. Give its 12 digits, as a text: numbers lose leading zeros.',
    ],
    [
      { bucket: "captures", bucketRegion: "Frankfurt" },
      'bucketRegion: "Frankfurt" is no AWS Region. Give one like eu-central-1.',
    ],
    [
      { healthCheckCidrs: ["10.0.8.1/24"] },
      "healthCheckCidrs: 10.0.8.1/24 has bits set behind its prefix, which AWS refuses. " +
        "Write 10.0.8.0/24 for that network.",
    ],
  ])("refuses %j", (props, message) => {
    expect(refusal(appliance(props))).toBe(`[stack/Appliance] ${message}`);
  });
});
