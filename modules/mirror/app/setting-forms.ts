import { ACCOUNT_FORM, REGION_FORM } from "../../contracts";
import { notAnId } from "../errors";
import { exampleId, isIdOf } from "../resource-id";
import { notAnAccount, notARegion, notARole, roleOfOtherAccount } from "./errors";
import type { SettingsReader } from "./settings-reader";

/** A Region that must be given. */
export function region(reader: SettingsReader, name: string): string {
  return formed(reader, name, isRegion, notARegion);
}

/** Whether `text` has the form of a Region's name. */
export function isRegion(text: string): boolean {
  return REGION_FORM.test(text);
}

/** The id of a VPC that must be given. */
export function vpcId(reader: SettingsReader, name: string): string {
  return idOf("vpc", reader, name);
}

/** The id of a subnet that must be given. */
export function subnetId(reader: SettingsReader, name: string): string {
  return idOf("subnet", reader, name);
}

/** The id of an account that must be given. */
export function accountId(reader: SettingsReader, name: string): string {
  return formed(reader, name, (text) => ACCOUNT_FORM.test(text), notAnAccount);
}

/** The role that Terraform assumes, of `account` where that is known; undefined where none is given. */
export function roleArn(reader: SettingsReader, name: string, account = ""): string | undefined {
  const arn = reader.optionalText(name);
  if (arn === undefined) return undefined;
  const [, owner] = /^arn:[\w-]+:iam::(\d{12}):role\/\S+$/.exec(arn) ?? [];
  if (owner === undefined) reader.refuse(notARole(reader.place(name), arn));
  else if (account !== "" && owner !== account) reader.refuse(roleOfOtherAccount(reader.place(name), arn, account));
  return arn;
}

function idOf(prefix: string, reader: SettingsReader, name: string): string {
  return formed(
    reader,
    name,
    (text) => isIdOf(prefix, text),
    (place, text) => notAnId(place, text, exampleId(prefix)),
  );
}

/** A text, refused where it is not of the form. An empty one is a missing one, which the reader tells. */
function formed(
  reader: SettingsReader,
  name: string,
  fits: (text: string) => boolean,
  problem: (place: string, text: string) => string,
): string {
  const text = reader.text(name);
  if (text !== "" && !fits(text)) reader.refuse(problem(reader.place(name), text));
  return text;
}
