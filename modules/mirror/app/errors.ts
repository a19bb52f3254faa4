import { UserError } from "../../contracts";

export const unreadableSettings = (path: string, why: string) =>
  new UserError(`${path}: not readable as settings: ${why}. Write a JSON object; docs/deploy.md lists the settings.`);

export const missingSettingsFile = (path: string) =>
  new UserError(
    `${path}: there is no such settings file. ` +
      "Set TLS_MIRROR_SETTINGS to the path of yours; examples/one-account/settings.json is one to begin with.",
  );

export const wrongSettings = (path: string, problems: readonly string[]) =>
  new UserError(`${path}: these settings cannot be deployed.\n${problems.map((problem) => `  ${problem}`).join("\n")}`);

export const wrongStack = (problems: readonly string[]) =>
  new UserError(`The settings cannot be deployed.\n${problems.map((problem) => `  ${problem}`).join("\n")}`);

export const missingSetting = (name: string, variable: string) =>
  `${name}: missing. Give it in the file, or set ${variable}.`;

export const settingOfWrongType = (name: string, expected: string, value: unknown, variable: string | undefined) =>
  `${name}: must be ${expected}, got ${JSON.stringify(value)}${variable === undefined ? "" : ` from ${variable}`}. Correct it.`;

export const unknownSetting = (name: string, known: readonly string[]) =>
  `${name}: there is no such setting. Correct its spelling, or remove it. Settings: ${known.join(", ")}.`;

export const notARegion = (region: string) => `region: "${region}" is no AWS Region. Give one like eu-central-1.`;

export const otherRegion = (region: string, arn: string) =>
  `region: ${region} is not the Region of ${arn}. Mirroring stays within one Region: give the load balancer's.`;

export const notAnId = (name: string, value: string, example: string) =>
  `${name}: "${value}" is no such id. Give one like ${example}.`;

export const notARetention = (value: string) =>
  `retention: "${value}" is neither "handshakes" nor "everything". Choose one; "handshakes" keeps no application data.`;

export const stateKeyWithoutBucket = () =>
  "stateKey: given without stateBucket. Name the bucket of the state, or leave the key out.";
