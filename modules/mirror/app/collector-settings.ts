import type { ApplianceOptions } from "./appliance-options";
import { readApplianceOptions } from "./appliance-options";
import { oneSubnetAndSeveral, shareWithOwnAccount, sizeWithoutFleet, sourceLimitOfFleet } from "./errors";
import { accountId, region, roleArn, subnetId } from "./setting-forms";
import type { SettingsReader } from "./settings-reader";

/** One side that captures: one of `collectors` in the settings file. */
export interface CollectorSettings extends ApplianceOptions {
  /** Its Region, and that of every source that sends to it. */
  readonly region: string;
  /** Its account; Terraform refuses to work in another. */
  readonly accountId: string;
  /** Role of that account which Terraform assumes. Absent: the credentials are the account's own. */
  readonly roleArn?: string;
  /** The one machine, or the several, that capture. */
  readonly machines: OneMachine | Fleet;
  /** TCP ports of the listeners. Default: those of its sources in the same file, else 443. */
  readonly listenerPorts?: number[];
  /** Accounts and organizational units besides those of the sources in the same file. */
  readonly shareWith: string[];
  /** Whether accounts outside the organization may be among them. */
  readonly allowExternalAccounts?: boolean;
  /** Where the outputs are left as a parameter of Systems Manager. Absent: in the Terraform output alone. */
  readonly parameterPrefix?: string;
}

/** One machine, which is the mirror target itself. AWS lets ten interfaces send to it, and a hundred to the largest. */
export interface OneMachine {
  /** Subnet that the load balancers' subnets can reach. */
  readonly subnetId: string;
  /** How many interfaces AWS lets send to it. Default 10. */
  readonly sourceLimit?: number;
}

/** Machines behind a Network Load Balancer, to which any number of interfaces send. */
export interface Fleet {
  /** Subnets in two Availability Zones or more, which the load balancers' subnets can reach. */
  readonly subnetIds: string[];
  /** The fewest machines. */
  readonly minSize?: number;
  /** The most machines. */
  readonly maxSize?: number;
}

export function readCollectorSettings(reader: SettingsReader): CollectorSettings {
  const account = accountId(reader, "accountId");
  const shareWith = reader.texts("shareWith") ?? [];
  if (shareWith.includes(account)) reader.refuse(shareWithOwnAccount(reader.place("shareWith"), account));
  return {
    region: region(reader, "region"),
    accountId: account,
    roleArn: roleArn(reader, "roleArn", account),
    machines: readMachines(reader),
    listenerPorts: reader.wholeNumbers("listenerPorts"),
    ...readApplianceOptions(reader),
    shareWith,
    allowExternalAccounts: reader.flag("allowExternalAccounts"),
    parameterPrefix: reader.optionalText("parameterPrefix"),
  };
}

function readMachines(reader: SettingsReader): OneMachine | Fleet {
  const subnetIds = reader.texts("subnetIds");
  const sourceLimit = reader.wholeNumber("sourceLimit");
  const size = { minSize: reader.wholeNumber("minSize"), maxSize: reader.wholeNumber("maxSize") };
  if (subnetIds !== undefined) {
    if (reader.optionalText("subnetId") !== undefined) reader.refuse(oneSubnetAndSeveral(reader.place("subnetId")));
    if (sourceLimit !== undefined) reader.refuse(sourceLimitOfFleet(reader.place("sourceLimit")));
    return { subnetIds, ...size };
  }
  for (const [name, value] of Object.entries(size)) {
    if (value !== undefined) reader.refuse(sizeWithoutFleet(reader.place(name)));
  }
  return { subnetId: subnetId(reader, "subnetId"), sourceLimit };
}
