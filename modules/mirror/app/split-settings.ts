import type { CollectorSettings } from "./collector-settings";
import { readCollectorSettings } from "./collector-settings";
import {
  collectorOfNobody,
  needlessCollectorLocation,
  nothingToAccept,
  nothingToDeploy,
  repeatedAcceptance,
  repeatedCollector,
  repeatedSource,
} from "./errors";
import type { SettingsReader } from "./settings-reader";
import type { SourceSettings } from "./source-settings";
import { readSourceSettings } from "./source-settings";
import type { StateBucket } from "./state-backend";
import { readStateBucket } from "./state-backend";

/** A deployment over several accounts or Regions, all of it or one side of it. */
export interface SplitSettings {
  readonly shape: "split";
  /** Name of the deployment: 1 to 63 characters of a-z, 0-9 and "-". */
  readonly deployment: string;
  /** When it should be gone, RFC 3339; a tag. */
  readonly expiresAt?: string;
  /** At most one a Region. */
  readonly collectors: CollectorSettings[];
  readonly sources: SourceSettings[];
  /** Where the Terraform states are. The folder of their keys is by default `tls-mirror/DEPLOYMENT`. */
  readonly state?: StateBucket;
}

/** Whether the file says that capture and load balancers are apart. */
export function isSplit(reader: SettingsReader): boolean {
  return reader.has("collectors") || reader.has("sources");
}

export function readSplitSettings(reader: SettingsReader): SplitSettings {
  const settings: SplitSettings = {
    shape: "split",
    deployment: reader.text("deployment"),
    expiresAt: reader.optionalText("expiresAt"),
    collectors: reader.sections("collectors").map(readCollectorSettings),
    sources: reader.sections("sources").map(readSourceSettings),
    state: readStateBucket(reader, "stateKeyPrefix"),
  };
  for (const problem of problemsBetween(settings)) reader.refuse(problem);
  return settings;
}

function problemsBetween({ collectors, sources }: SplitSettings): string[] {
  if (collectors.length === 0 && sources.length === 0) return [nothingToDeploy()];
  return [
    ...collectors.flatMap(({ region }, index) => {
      const first = collectors.findIndex((other) => other.region === region);
      return first === index || region === "" ? [] : [repeatedCollector(index, first, region)];
    }),
    ...sources.flatMap(({ name }, index) => {
      const first = sources.findIndex((other) => other.name === name);
      return first === index || name === "" ? [] : [repeatedSource(index, first, name)];
    }),
    ...sources.flatMap((source, index) => {
      const first = sources.findIndex((other) => acceptsFor(other, source));
      const repeated = source.acceptShare && first !== index && first !== -1;
      return repeated ? [repeatedAcceptance(`sources[${index}]`, first, source.accountId)] : [];
    }),
    ...sources.flatMap((source, index) =>
      source.region === "" ? [] : collectorProblems(source, `sources[${index}]`, collectors),
    ),
  ];
}

/** Whether `source` accepts the share that `other` needs: an account accepts once for all of a Region's sources. */
export function acceptsFor(source: SourceSettings, other: SourceSettings): boolean {
  return (
    source.acceptShare && source.region !== "" && source.accountId === other.accountId && source.region === other.region
  );
}

/** What keeps a source from having exactly one collector. */
function collectorProblems(source: SourceSettings, place: string, collectors: readonly CollectorSettings[]): string[] {
  const collector = collectors.find(({ region }) => region === source.region);
  if (collector === undefined) {
    return source.collector === undefined ? [collectorOfNobody(place, source.region)] : [];
  }
  if (source.collector !== undefined) return [needlessCollectorLocation(place, source.region)];
  const own = source.accountId === collector.accountId;
  return source.acceptShare && own ? [nothingToAccept(place, source.accountId)] : [];
}
