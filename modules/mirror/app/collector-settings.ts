import type { ApplianceOptions } from "./appliance-options";
import { readApplianceOptions } from "./appliance-options";
import { shareWithOwnAccount } from "./errors";
import { accountId, region, roleArn } from "./setting-forms";
import type { SettingsReader } from "./settings-reader";

/** One side that captures: one of `collectors` in the settings file. */
export interface CollectorSettings extends ApplianceOptions {
  /** Its Region, and that of every source that sends to it. */
  readonly region: string;
  /** Its account; Terraform refuses to work in another. */
  readonly accountId: string;
  /** Role of that account which Terraform assumes. Absent: the credentials are the account's own. */
  readonly roleArn?: string;
  /** TCP ports of the listeners. Default: those of its sources in the same file, else 443. */
  readonly listenerPorts?: number[];
  /** Accounts and organizational units besides those of the sources in the same file. */
  readonly shareWith: string[];
  /** Whether accounts outside the organization may be among them. */
  readonly allowExternalAccounts?: boolean;
  /** Where the outputs are left as a parameter of Systems Manager. Absent: in the Terraform output alone. */
  readonly parameterPrefix?: string;
}

export function readCollectorSettings(reader: SettingsReader): CollectorSettings {
  const account = accountId(reader, "accountId");
  const shareWith = reader.texts("shareWith") ?? [];
  if (shareWith.includes(account)) reader.refuse(shareWithOwnAccount(reader.place("shareWith"), account));
  return {
    region: region(reader, "region"),
    accountId: account,
    roleArn: roleArn(reader, "roleArn", account),
    listenerPorts: reader.wholeNumbers("listenerPorts"),
    ...readApplianceOptions(reader),
    shareWith,
    allowExternalAccounts: reader.flag("allowExternalAccounts"),
    parameterPrefix: reader.optionalText("parameterPrefix"),
  };
}
