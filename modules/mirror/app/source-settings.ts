import { notALoadBalancerArn } from "../errors";
import { tryParseLoadBalancerArn } from "../load-balancer-arn";
import type { CoverageOptions } from "./coverage";
import { readCoverageOptions } from "./coverage";
import { badSourceName, notOneCollectorLocation } from "./errors";
import { region, roleArn } from "./setting-forms";
import type { SettingsReader } from "./settings-reader";
import type { StateObject } from "./state-backend";

/** One load balancer that is mirrored: one of `sources` in the settings file. */
export interface SourceSettings extends CoverageOptions {
  /** Tells sources apart, also in the name of the stack: 1 to 63 characters of a-z, 0-9 and "-". */
  readonly name: string;
  /** ARN of the Application Load Balancer whose clients are looked at. */
  readonly loadBalancerArn: string;
  /** Region of the load balancer, read from its ARN. */
  readonly region: string;
  /** Account of the load balancer, read from its ARN; Terraform refuses to work in another. */
  readonly accountId: string;
  /** Role of that account which Terraform assumes. Absent: the credentials are the account's own. */
  readonly roleArn?: string;
  /** TCP ports of its listeners. */
  readonly listenerPorts?: number[];
  /** Networks whose clients are mirrored. */
  readonly clientCidrs?: string[];
  /** Also mirrors ICMP with the clients. */
  readonly mirrorIcmp?: boolean;
  /** Order among the sessions of one interface. */
  readonly sessionNumber?: number;
  /** How much of each packet to copy. */
  readonly packetLengthBytes?: number;
  /** Accepts the share of the target: needed where the collector's account is outside the organization. */
  readonly acceptShare: boolean;
  /** Where to read the collector's outputs. Absent: the collector is in the same file. */
  readonly collector?: CollectorLocation;
}

/** Where the outputs of a collector in another pipeline are. */
export type CollectorLocation = CollectorParameterLocation | StateObject;

/** A parameter of Systems Manager, in the source's Region. */
export interface CollectorParameterLocation {
  readonly parameterPrefix: string;
  /** Role that may read it, of the collector's account. Absent: the parameter is in the source's own account. */
  readonly roleArn?: string;
}

export function readSourceSettings(reader: SettingsReader): SourceSettings {
  const name = reader.text("name");
  if (name !== "" && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) reader.refuse(badSourceName(reader.place("name"), name));
  const loadBalancerArn = reader.text("loadBalancerArn");
  const place = tryParseLoadBalancerArn(loadBalancerArn) ?? { region: "", accountId: "" };
  if (loadBalancerArn !== "" && place.accountId === "") {
    reader.refuse(notALoadBalancerArn(reader.place("loadBalancerArn"), loadBalancerArn));
  }
  const collector = reader.section("collector");
  return {
    name,
    loadBalancerArn,
    ...place,
    roleArn: roleArn(reader, "roleArn", place.accountId),
    listenerPorts: reader.wholeNumbers("listenerPorts"),
    clientCidrs: reader.texts("clientCidrs"),
    mirrorIcmp: reader.flag("mirrorIcmp"),
    sessionNumber: reader.wholeNumber("sessionNumber"),
    packetLengthBytes: reader.wholeNumber("packetLengthBytes"),
    ...readCoverageOptions(reader),
    acceptShare: reader.flag("acceptShare") ?? false,
    collector: collector === undefined ? undefined : readLocation(collector, reader.place("collector")),
  };
}

/** Either the parameter's prefix, or the three that name a state. */
function readLocation(reader: SettingsReader, place: string): CollectorLocation {
  const prefix = reader.optionalText("parameterPrefix");
  const bucket = reader.optionalText("stateBucket");
  const reading = roleArn(reader, "roleArn");
  if ((prefix === undefined) === (bucket === undefined)) reader.refuse(notOneCollectorLocation(place));
  if (bucket === undefined) return { parameterPrefix: prefix ?? "", roleArn: reading };
  return { bucket, key: reader.text("stateKey"), region: region(reader, "stateRegion") };
}
