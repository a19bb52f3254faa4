import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { metricsLogGroup } from "../../contracts";
import type { Home } from "../access/home";
import { homeOf } from "../access/home";
import type { PolicyStatement } from "../access/policy-document";
import { policyDocument } from "../access/policy-document";
import { bucketProblems } from "./bucket-checks";
import { refused } from "../errors";
import { deploymentProblems, expiryProblems, ownershipTags } from "../ownership";

/** What an appliance may do. */
export interface CaptureRoleProps {
  /** Name of the deployment, for the tags and for its folder in the bucket. */
  readonly deployment: string;
  /**
   * When this should be gone, RFC 3339; a tag that tells people and cleaning jobs, and removes nothing by itself.
   *
   * @default - no such tag
   */
  readonly expiresAt?: string;
  /**
   * Bucket that captures and findings are uploaded to.
   *
   * @default - none, and no right to upload
   */
  readonly bucket?: string;
  /**
   * Folder in the bucket, above the deployment's own; without a slash at either end.
   *
   * @default - the bucket's root
   */
  readonly prefix?: string;
  /**
   * ARN of the KMS key that encrypts the bucket.
   *
   * @default - none; the bucket is encrypted by S3's own keys
   */
  readonly bucketKeyArn?: string;
  /**
   * Lets operators open a shell through Systems Manager, which is the only way in.
   *
   * @default false
   */
  readonly allowSessionManager?: boolean;
}

/** Role and instance profile of an appliance: upload below its own folder, publish its own metrics, nothing else. */
export class CaptureRole extends Construct {
  /** Name of the profile that gives an instance the role. */
  readonly instanceProfileName: string;

  /** ARN of the role, for the policies of buckets and keys. */
  readonly roleArn: string;

  /** What the role may do, as a Terraform resource: machines that need it to their end depend on it. */
  readonly policy: IamRolePolicy;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: IamRole;

  constructor(scope: Construct, id: string, props: CaptureRoleProps) {
    super(scope, id);
    const problems = [
      ...deploymentProblems(props.deployment),
      ...expiryProblems(props.expiresAt),
      ...bucketProblems({ bucket: props.bucket, prefix: props.prefix, bucketKeyArn: props.bucketKeyArn }),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);

    const tags = ownershipTags(props.deployment, props.expiresAt);
    const home = homeOf(this);

    this.resource = new IamRole(this, "Resource", {
      namePrefix: "tls-mirror-",
      description: "Capture appliance for TLS analysis",
      assumeRolePolicy: policyDocument([
        { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
      ]),
      tags,
    });
    this.policy = new IamRolePolicy(this, "Policy", {
      role: this.resource.id,
      namePrefix: "tls-mirror-",
      policy: policyDocument(statements(props, home)),
    });
    if (props.allowSessionManager === true) {
      new IamRolePolicyAttachment(this, "SessionManager", {
        role: this.resource.name,
        policyArn: `arn:${home.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
      });
    }
    const profile = new IamInstanceProfile(this, "Profile", {
      namePrefix: "tls-mirror-",
      role: this.resource.name,
      tags,
    });
    this.roleArn = this.resource.arn;
    this.instanceProfileName = profile.name;
  }
}

function statements(props: CaptureRoleProps, { partition, region, accountId }: Home): PolicyStatement[] {
  const logGroup = `arn:${partition}:logs:${region}:${accountId}:log-group:${metricsLogGroup(props.deployment)}`;
  const allowed: PolicyStatement[] = [
    {
      Sid: "PublishOwnMetrics",
      Effect: "Allow",
      // CloudWatch makes metrics of what is put there.
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: [logGroup, `${logGroup}:*`],
    },
  ];
  if (props.bucket !== undefined) {
    const folder = props.prefix === undefined ? props.deployment : `${props.prefix}/${props.deployment}`;
    allowed.push({
      Sid: "UploadToOwnFolder",
      Effect: "Allow",
      Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
      Resource: `arn:${partition}:s3:::${props.bucket}/${folder}/*`,
    });
  }
  if (props.bucketKeyArn !== undefined) {
    allowed.push({
      Sid: "EncryptUploads",
      Effect: "Allow",
      // An upload in parts reads the parts' own data key again.
      Action: ["kms:GenerateDataKey", "kms:Decrypt"],
      Resource: props.bucketKeyArn,
    });
  }
  return allowed;
}
