import type { TerraformStack } from "cdktf";
import type {
  AlbCaptureProps,
  CaptureFleetProps,
  CaptureInstanceProps,
  ICaptureStore,
  MirrorSessionsProps,
} from "../../../modules/mirror";
import {
  AlbCapture,
  CaptureFleet,
  CaptureInstance,
  MirrorFilter,
  MirrorSessions,
  MirrorTarget,
} from "../../../modules/mirror";

/** Constructs that are right as they are, each a function of a stack, with properties of a test's own. */

export const LOAD_BALANCER =
  "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
export const SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];
export const STORE: ICaptureStore = { bucketName: "captures", bucketArn: "arn:aws:s3:::captures", prefix: "team" };
export const FILTER = MirrorFilter.fromFilterId("tmf-0123456789abcdef0");
export const ENI = "eni-0123456789abcdef0";

/** Ids of so many interfaces. */
export const interfaces = (count: number) =>
  Array.from({ length: count }, (_, i) => `eni-0123456789abcde${String(i).padStart(2, "0")}`);

/** What every appliance is asked for. */
const APPLIANCE = {
  deployment: "demo",
  imageId: "ami-0123456789abcdef0",
  vpcId: "vpc-0123456789abcdef0",
  mirrorSourceCidrs: ["10.0.0.0/24"],
  virtualNetworkIds: [12_345],
};

export const appliance = (props: Partial<CaptureInstanceProps>) => (stack: TerraformStack) =>
  new CaptureInstance(stack, "Appliance", { ...APPLIANCE, subnetId: "subnet-0123456789abcdef0", ...props });

export const fleet = (props: Partial<CaptureFleetProps>) => (stack: TerraformStack) =>
  new CaptureFleet(stack, "Fleet", { ...APPLIANCE, subnetIds: SUBNETS, ...props });

/** The call that most users make. */
export const albCapture = (props: Partial<AlbCaptureProps>) => (stack: TerraformStack) =>
  new AlbCapture(stack, "Capture", {
    deployment: "demo",
    loadBalancerArn: LOAD_BALANCER,
    imageId: "ami-0123456789abcdef0",
    subnetIds: SUBNETS,
    ...props,
  });

export const sessions =
  (props: Partial<MirrorSessionsProps>, id = "Sessions") =>
  (stack: TerraformStack) =>
    new MirrorSessions(stack, id, {
      deployment: "demo",
      sourceInterfaceIds: [ENI],
      filter: FILTER,
      target: MirrorTarget.fromTargetId("tmt-0123456789abcdef0"),
      virtualNetworkId: 12_345,
      ...props,
    });
