/**
 * The predefined security policies of Application Load Balancers, as of 2026-10.
 *
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html; the authority is
 * `aws elbv2 describe-ssl-policies`, whose JSON takes the place of this list (`describe-ssl-policies.ts`).
 */
import type { SecurityPolicy } from "./security-policy";

/** Groups of suites that policies have or lack as a whole. */
const SUITES = {
  TLS13: [0x1301, 0x1302, 0x1303],
  TLS13_FIPS: [0x1301, 0x1302],
  TLS13_RFC9151: [0x1302],
  ECDHE_GCM: [0xc02b, 0xc02f, 0xc02c, 0xc030],
  ECDHE_GCM_RFC9151: [0xc02c, 0xc030],
  ECDHE_CBC_SHA2: [0xc023, 0xc027, 0xc024, 0xc028],
  ECDHE_CBC_SHA1: [0xc009, 0xc013, 0xc00a, 0xc014],
  RSA_GCM: [0x009c, 0x009d],
  RSA_CBC_SHA2: [0x003c, 0x003d],
  RSA_CBC_SHA1: [0x002f, 0x0035],
  RSA_3DES: [0x000a],
} as const;

type SuiteGroup = keyof typeof SUITES;

/** All policies order the suites they have alike: TLS 1.3, then AES-128 before AES-256, each ECDHE first, RSA last. */
const SERVER_ORDER: readonly number[] = [
  0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc023, 0xc027, 0xc009, 0xc013, 0xc02c, 0xc030, 0xc024, 0xc028, 0xc00a,
  0xc014, 0x009c, 0x003c, 0x002f, 0x009d, 0x003d, 0x0035, 0x000a,
];

const ECDHE: readonly SuiteGroup[] = ["ECDHE_GCM", "ECDHE_CBC_SHA2", "ECDHE_CBC_SHA1"];
const RSA_SHA2: readonly SuiteGroup[] = ["RSA_GCM", "RSA_CBC_SHA2"];
const RSA: readonly SuiteGroup[] = [...RSA_SHA2, "RSA_CBC_SHA1"];

const V13 = [0x0304];
const V13_V12 = [0x0304, 0x0303];
const V13_V11 = [0x0304, 0x0303, 0x0302];
const V13_V10 = [0x0304, 0x0303, 0x0302, 0x0301];
const V12 = [0x0303];
const V12_V11 = [0x0303, 0x0302];
const V12_V10 = [0x0303, 0x0302, 0x0301];

/** Strictest first within each family. */
export const PREDEFINED_POLICIES: readonly SecurityPolicy[] = [
  policy("TLS13-1-3-2021-06", V13, ["TLS13"]),
  policy("TLS13-1-3-PQ-2025-09", V13, ["TLS13"]),
  policy("TLS13-1-2-Res-2021-06", V13_V12, ["TLS13", "ECDHE_GCM"]),
  policy("TLS13-1-2-Res-PQ-2025-09", V13_V12, ["TLS13", "ECDHE_GCM"], "recommended by AWS; default of the console"),
  policy("TLS13-1-2-2021-06", V13_V12, ["TLS13", "ECDHE_GCM", "ECDHE_CBC_SHA2"]),
  policy("TLS13-1-2-PQ-2025-09", V13_V12, ["TLS13", "ECDHE_GCM", "ECDHE_CBC_SHA2"]),
  policy("TLS13-1-2-Ext1-2021-06", V13_V12, ["TLS13", "ECDHE_GCM", "ECDHE_CBC_SHA2", ...RSA_SHA2]),
  policy("TLS13-1-2-Ext1-PQ-2025-09", V13_V12, ["TLS13", "ECDHE_GCM", "ECDHE_CBC_SHA2", ...RSA_SHA2]),
  policy("TLS13-1-2-Ext2-2021-06", V13_V12, ["TLS13", ...ECDHE, ...RSA]),
  policy("TLS13-1-2-Ext2-PQ-2025-09", V13_V12, ["TLS13", ...ECDHE, ...RSA]),
  policy("TLS13-1-1-2021-06", V13_V11, ["TLS13", ...ECDHE, ...RSA]),
  policy("TLS13-1-0-2021-06", V13_V10, ["TLS13", ...ECDHE, ...RSA]),
  policy("TLS13-1-0-PQ-2025-09", V13_V10, ["TLS13", ...ECDHE, ...RSA]),

  policy("TLS13-1-3-FIPS-2023-04", V13, ["TLS13_FIPS"]),
  policy("TLS13-1-3-FIPS-PQ-2025-09", V13, ["TLS13_FIPS"]),
  policy("TLS13-1-2-Res-FIPS-2023-04", V13_V12, ["TLS13_FIPS", "ECDHE_GCM"]),
  policy("TLS13-1-2-Res-FIPS-PQ-2025-09", V13_V12, ["TLS13_FIPS", "ECDHE_GCM"]),
  policy("TLS13-1-2-FIPS-2023-04", V13_V12, ["TLS13_FIPS", "ECDHE_GCM", "ECDHE_CBC_SHA2"]),
  policy("TLS13-1-2-FIPS-PQ-2025-09", V13_V12, ["TLS13_FIPS", "ECDHE_GCM", "ECDHE_CBC_SHA2"]),
  policy("TLS13-1-2-Ext0-FIPS-2023-04", V13_V12, ["TLS13_FIPS", ...ECDHE]),
  policy("TLS13-1-2-Ext0-FIPS-PQ-2025-09", V13_V12, ["TLS13_FIPS", ...ECDHE]),
  policy("TLS13-1-2-Ext1-FIPS-2023-04", V13_V12, ["TLS13_FIPS", "ECDHE_GCM", "ECDHE_CBC_SHA2", ...RSA_SHA2]),
  policy("TLS13-1-2-Ext1-FIPS-PQ-2025-09", V13_V12, ["TLS13_FIPS", "ECDHE_GCM", "ECDHE_CBC_SHA2", ...RSA_SHA2]),
  policy("TLS13-1-2-Ext2-FIPS-2023-04", V13_V12, ["TLS13_FIPS", ...ECDHE, ...RSA]),
  policy("TLS13-1-2-Ext2-FIPS-PQ-2025-09", V13_V12, ["TLS13_FIPS", ...ECDHE, ...RSA]),
  policy("TLS13-1-1-FIPS-2023-04", V13_V11, ["TLS13_FIPS", ...ECDHE, ...RSA]),
  policy("TLS13-1-0-FIPS-2023-04", V13_V10, ["TLS13_FIPS", ...ECDHE, ...RSA]),
  policy("TLS13-1-0-FIPS-PQ-2025-09", V13_V10, ["TLS13_FIPS", ...ECDHE, ...RSA]),

  policy("TLS13-1-3-RFC9151-FIPS-2023-07", V13, ["TLS13_RFC9151"]),
  policy("TLS13-1-2-RFC9151-FIPS-2023-07", V13_V12, ["TLS13_RFC9151", "ECDHE_GCM_RFC9151"]),
  interop("TLS13-1-2-RFC9151-INTEROP1-FIPS-2023-07", ["ECDHE_GCM"]),
  interop("TLS13-1-2-RFC9151-INTEROP2-FIPS-2023-07", ["ECDHE_GCM", "ECDHE_CBC_SHA2"]),
  interop("TLS13-1-2-RFC9151-INTEROP3-FIPS-2023-07", ECDHE),
  interop("TLS13-1-2-RFC9151-INTEROP4-FIPS-2023-07", [...ECDHE, ...RSA]),

  policy("FS-1-2-Res-2020-10", V12, ["ECDHE_GCM"]),
  policy("FS-1-2-Res-2019-08", V12, ["ECDHE_GCM", "ECDHE_CBC_SHA2"]),
  policy("FS-1-2-2019-08", V12, ECDHE),
  policy("FS-1-1-2019-08", V12_V11, ECDHE),
  policy("FS-2018-06", V12_V10, ECDHE),
  policy("TLS-1-2-2017-01", V12, ["ECDHE_GCM", "ECDHE_CBC_SHA2", ...RSA_SHA2]),
  policy("TLS-1-2-Ext-2018-06", V12, [...ECDHE, ...RSA]),
  policy("TLS-1-1-2017-01", V12_V11, [...ECDHE, ...RSA]),
  policy("2016-08", V12_V10, [...ECDHE, ...RSA], "default of the API, CloudFormation and Terraform"),
  retired(policy("2015-05", V12_V10, [...ECDHE, ...RSA], "Network Load Balancers only")),
  retired(policy("TLS-1-0-2015-04", V12_V10, [...ECDHE, ...RSA, "RSA_3DES"], "no longer documented")),
];

/** Announced, or found in AWS's sources, without a list of suites: they can be named, but only JSON tells what they accept. */
export const POLICIES_KNOWN_BY_NAME_ONLY: readonly string[] = [
  "ELBSecurityPolicy-TLS13-1-2-Ext0-RFC9151-FIPS-2023-07",
  "ELBSecurityPolicy-TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07",
  "ELBSecurityPolicy-TLS13-1-2-CNSA2-INTEROP2-FIPS-PQ-2026-07",
  "ELBSecurityPolicy-TLS13-1-2-CNSA2-INTEROP3-FIPS-PQ-2026-07",
];

function policy(
  suffix: string,
  versions: readonly number[],
  groups: readonly SuiteGroup[],
  note: string | null = null,
): SecurityPolicy {
  const accepted = new Set<number>(groups.flatMap((group) => SUITES[group]));
  const cipherSuites = SERVER_ORDER.filter((suite) => accepted.has(suite));
  return { name: `ELBSecurityPolicy-${suffix}`, versions, cipherSuites, forApplication: true, note };
}

/** These policies alone prefer AES-256 in TLS 1.3. */
function interop(suffix: string, groups: readonly SuiteGroup[]): SecurityPolicy {
  const base = policy(suffix, V13_V12, groups);
  return { ...base, cipherSuites: [0x1302, 0x1301, ...base.cipherSuites] };
}

function retired(from: SecurityPolicy): SecurityPolicy {
  return { ...from, forApplication: false };
}
