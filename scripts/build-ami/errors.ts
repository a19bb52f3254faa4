import { UserError } from "../../modules/contracts";

/** Messages of the image build, in one place: each says what, where and how to fix it. */

export const badOption = (problem: string): UserError => new UserError(`${problem}\nRun with --help for the flags.`);

export const regionMissing = (): UserError =>
  new UserError("--region is missing: name the Region to build in, for instance --region eu-central-1.");

export const shareNeedsKey = (accounts: readonly string[]): UserError =>
  new UserError(
    `The image cannot be shared with ${accounts.join(", ")} when it is encrypted with the account's own key for EBS.\n` +
      `Name a KMS key that those accounts may use: --kms-key KEY.`,
  );

export const badKeyOfRegion = (value: string): UserError =>
  new UserError(`--region-kms-key must be REGION=KEY, got "${value}".`);

export const badTag = (value: string): UserError => new UserError(`--tag must be NAME=VALUE, got "${value}".`);

export const commandMissing = (command: "packer" | "aws", purpose: string): UserError =>
  new UserError(
    `${command} is not on PATH, and it is needed to ${purpose}.\n` +
      (command === "packer"
        ? "Install Packer 1.11 or later: https://developer.hashicorp.com/packer/install"
        : "Install the AWS CLI: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"),
  );

export const packerFailed = (step: string, status: number | null): UserError =>
  new UserError(`packer ${step} failed (exit status ${status ?? "unknown"}); what it printed above says why.`);

export const manifestWithoutImage = (path: string): Error =>
  new Error(`${path}: Packer's manifest names no image, though the build succeeded.`);
