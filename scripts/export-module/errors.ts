import { UserError } from "../../modules/contracts";

/** Messages of the export, in one place: each says what, where and how to fix it. */

export const badOption = (problem: string): UserError => new UserError(`${problem}\nRun with --help for the flags.`);

export const terraformMissing = (): UserError =>
  new UserError(
    "terraform is not on PATH, and the exported modules are formatted by it. Nothing was written.\n" +
      "Install it: https://developer.hashicorp.com/terraform/install",
  );

export const exampleMissing = (path: string): UserError =>
  new UserError(`${path}: is not there, and README.md of the module shows it. Write a root module there that uses it.`);

export const unformattable = (path: string, problem: string): Error =>
  new Error(`${path}: terraform fmt cannot read what was written: ${problem}`);
