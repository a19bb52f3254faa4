import { Token } from "cdktf";
import type { PolicyStatement } from "../access/policy-document";
import { notARoleArn, unknownDeployment } from "./errors";

/** A role of another account that uploads to the store. */
export interface CaptureWriter {
  /** ARN of the role, which must exist. */
  readonly roleArn: string;
  /**
   * Deployment whose captures and findings it uploads.
   *
   * @default - the store's own
   */
  readonly deployment?: string;
}

/** What keeps a role from being let in; empty when nothing does. */
export function writerProblems({ roleArn, deployment }: CaptureWriter, known: readonly string[]): string[] {
  const role = Token.isUnresolved(roleArn) || /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn);
  return [
    ...(role ? [] : [notARoleArn(roleArn)]),
    ...(deployment === undefined || known.includes(deployment) ? [] : [unknownDeployment(deployment, known)]),
  ];
}

/** Lets a role add objects below its deployment's folder, and neither read, list nor delete there. */
export function uploadStatement(writer: CaptureWriter, folderArn: string): PolicyStatement {
  return {
    Effect: "Allow",
    Principal: { AWS: writer.roleArn },
    Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
    Resource: [`${folderArn}/captures/*`, `${folderArn}/findings/*`],
  };
}

/** Lets a role encrypt its uploads with the store's key, by way of S3 alone. */
export function encryptStatement(writer: CaptureWriter, region: string): PolicyStatement {
  return {
    Effect: "Allow",
    Principal: { AWS: writer.roleArn },
    // An upload in parts reads the parts' own data key again.
    Action: ["kms:GenerateDataKey", "kms:Decrypt"],
    // In a key's policy this is the key itself.
    Resource: "*",
    Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
  };
}
