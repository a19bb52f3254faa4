import { UserError } from "../../modules/contracts";

export const listenerNotUnderstood = (text: string) =>
  new UserError(
    `--listener ${text}: is no CIDR with an optional port. Write for example 10.0.0.0/16, 10.0.1.10/32:443 or [2001:db8::/64]:443.`,
  );

export const outputNotWritable = (path: string, cause: unknown) =>
  new UserError(
    `--output ${path}: cannot be written (${cause instanceof Error ? cause.message : String(cause)}). Name a file in a folder that exists.`,
  );

export const spoolNotWritable = (folder: string, cause: unknown) =>
  new UserError(
    `${folder}: records that wait for an earlier connection to end cannot be kept there ` +
      `(${cause instanceof Error ? cause.message : String(cause)}). ` +
      `Set TMPDIR to a folder with more room, or give a higher --max-held-records.`,
  );
