import { UserError } from "../../modules/contracts";

/** Messages of the process script, in one place: each says what, where and how to fix it. */

export const badOption = (problem: string): UserError => new UserError(`${problem}\nRun with --help for the flags.`);

export const notWholeNumber = (flag: string, value: string, from: number, to: number): UserError =>
  new UserError(`${flag} must be a whole number from ${from} to ${to}, got "${value}".`);

export const spoolInUse = (folder: string): UserError =>
  new UserError(
    `${folder}: another process script works there.\n` +
      `Stop it (systemctl stop tls-mirror-process), or name another folder with --folder FOLDER.`,
  );

export const regionUnknown = (bucket: string): UserError =>
  new UserError(
    `The Region of bucket ${bucket} is not known: neither the settings nor cloud-init tell it.\n` +
      `Add "region" to the settings, or set AWS_REGION.`,
  );

export const storingUnknown = (folder: string): UserError =>
  new UserError(
    `${folder}: nothing has told for a minute what waits to be uploaded.\n` +
      `See "systemctl status tls-mirror-process" and whether the disk is full.`,
  );
