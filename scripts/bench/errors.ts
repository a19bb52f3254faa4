import { UserError } from "../../modules/contracts";
import type { ContenderName, Found } from "./contenders";

export const findingsDiffer = (capture: string, found: ReadonlyMap<ContenderName, Found>) => {
  const counts = [...found].map(
    ([name, { hellos, plaintextAlerts }]) => `${name} found ${hellos} hellos and ${plaintextAlerts} alerts in clear`,
  );
  return new UserError(
    `${capture}: ${counts.join(", ")}. Programs that find different things cannot be compared; ` +
      `run again with --keep and look for the difference in the capture.`,
  );
};

export const unknownShape = (text: string, known: readonly string[]) =>
  new UserError(`--only ${text}: is no kind of traffic. Choose among ${known.join(", ")}.`);

export const notPositive = (flag: string, text: string) =>
  new UserError(`--${flag} ${text}: is no number above 0. Give for example --${flag} 1.`);

export const notUnderstood = (cause: unknown) =>
  new UserError(
    `${cause instanceof Error ? cause.message : String(cause)}. "npm run bench -- --help" lists the options.`,
  );
