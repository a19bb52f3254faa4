import { UserError } from "../../contracts";

export const unreadableSettings = (path: string, why: string) =>
  new UserError(`${path}: not readable as settings: ${why}. Write a JSON object; docs/deploy.md lists the settings.`);

export const missingSettingsFile = (path: string) =>
  new UserError(
    `${path}: there is no such settings file. Set TLS_MIRROR_SETTINGS to the path of yours; ` +
      "this package's examples/one-account/settings.json is one to begin with.",
  );

export const wrongSettings = (path: string, problems: readonly string[]) =>
  new UserError(`${path}: these settings cannot be deployed.\n${problems.map((problem) => `  ${problem}`).join("\n")}`);

export const wrongStack = (problems: readonly string[]) =>
  new UserError(`The settings cannot be deployed.\n${problems.map((problem) => `  ${problem}`).join("\n")}`);

export const missingSetting = (place: string, variable: string) =>
  `${place}: missing. Give it in the file, or set ${variable}.`;

export const settingOfWrongType = (place: string, expected: string, value: unknown, variable: string | undefined) =>
  `${place}: must be ${expected}, got ${JSON.stringify(value)}${variable === undefined ? "" : ` from ${variable}`}. Correct it.`;

export const unknownSetting = (place: string, known: readonly string[]) =>
  `${place}: there is no such setting. Correct its spelling, or remove it. Settings: ${known.join(", ")}.`;

export const notARegion = (place: string, region: string) =>
  `${place}: "${region}" is no AWS Region. Give one like eu-central-1.`;

export const otherRegion = (region: string, arn: string) =>
  `region: ${region} is not the Region of ${arn}. Mirroring stays within one Region: give the load balancer's.`;

export const notAnAccount = (place: string, value: string) =>
  `${place}: "${value}" is no account id. Give its twelve digits as a text, like "111122223333".`;

export const notARole = (place: string, arn: string) =>
  `${place}: "${arn}" is not the ARN of a role. Give one like arn:aws:iam::111122223333:role/terraform.`;

export const roleOfOtherAccount = (place: string, arn: string, account: string) =>
  `${place}: ${arn} is not a role of account ${account}, where this side is deployed. Give a role of that account.`;

export const notARetention = (place: string, value: string) =>
  `${place}: "${value}" is neither "handshakes" nor "everything". Choose one; "handshakes" keeps no application data.`;

export const stateSettingWithoutBucket = (place: string) =>
  `${place}: given without stateBucket. Name the bucket of the state, or leave this out.`;

export const nothingToDeploy = () =>
  "collectors, sources: both are empty, so there is nothing to deploy. " +
  "Describe the side that captures, the load balancers, or both.";

export const repeatedCollector = (index: number, first: number, region: string) =>
  `collectors[${index}].region: collectors[${first}] is in ${region} too. ` +
  "Keep one collector a Region; a second one needs a deployment of its own.";

export const repeatedSource = (index: number, first: number, name: string) =>
  `sources[${index}].name: sources[${first}] is called "${name}" too. Give each source a name of its own.`;

export const badSourceName = (place: string, name: string) =>
  `${place}: "${name}" must be 1 to 63 characters of a-z, 0-9 and "-". It names the stack; choose for instance web.`;

export const shareWithOwnAccount = (place: string, account: string) =>
  `${place}: ${account} is the collector's own account, which needs no share. Leave it out.`;

export const oneSubnetAndSeveral = (place: string) =>
  `${place}: given beside subnetIds. Give subnetId for one machine, or subnetIds for a fleet.`;

export const sizeWithoutFleet = (place: string) =>
  `${place}: given without subnetIds, so there is one machine. Give subnetIds for a fleet, or leave this out.`;

export const sourceLimitOfFleet = (place: string) =>
  `${place}: given beside subnetIds, but AWS limits the sources of single machines alone. Leave it out.`;

export const collectorOfNobody = (place: string, region: string) =>
  `${place}: no collector is in ${region}, the load balancer's Region, and mirroring stays within one Region. ` +
  "Add one to collectors, or say in collector where another pipeline left its outputs.";

export const needlessCollectorLocation = (place: string, region: string) =>
  `${place}.collector: this file has a collector in ${region} itself. Remove the one or the other.`;

export const nothingToAccept = (place: string, account: string) =>
  `${place}.acceptShare: the collector is in account ${account} too, so nothing is shared. Leave it out.`;

export const repeatedAcceptance = (place: string, first: number, account: string) =>
  `${place}.acceptShare: sources[${first}] accepts the share for account ${account} already, and an account accepts once. ` +
  "Leave it out here; this source is deployed after that one.";

export const notOneCollectorLocation = (place: string) =>
  `${place}: give exactly one of parameterPrefix, of a parameter that the collector left, and stateBucket, of its state.`;

export const actionsWithoutCoverage = (place: string, flag: string) =>
  `${place}: given, but ${flag} is false, so no alarm is made that could tell anybody. Leave one of them out.`;
