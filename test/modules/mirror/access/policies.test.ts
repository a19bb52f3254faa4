import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { requires } from "../../../support/requirements";
import { TerraformFolder } from "../../../support/stub-provider/terraform";
import { synth } from "../../../support/synth";
import { documentOf, listOf, ROLES } from "./policies";

// Each test of terraform runs it several times.
jest.setTimeout(60_000);

const DOCUMENTS = join(__dirname, "..", "..", "..", "..", "docs", "policies");

/** Why a statement names no single resource. */
const REASONS = {
  noArn: "AWS knows no ARN for the call",
  notYet: "the resource does not exist yet, so a tag that is asked for tells whose it is",
  tagged: "the resource's own tag tells whose it is",
  subnet: "interfaces of a load balancer come and go; their subnet tells whose they are",
  created: "only in the call that makes the resource",
  withFilter: "every call on a rule needs its filter too, which is told by its tag",
  folder: "objects of one folder",
  streams: "streams of one log group",
  namespace: "AWS knows no ARN for a metric; the namespace tells whose it is",
  groupId: "AWS puts an id of its own before the name of the group",
} as const;

/** Every wildcard of every policy, and what makes it as narrow as AWS allows. */
const WILDCARDS: Readonly<Record<string, readonly (readonly [sid: string, resource: string, reason: string])[]>> = {
  "mirror-deployer": [
    ["SeeInterfacesAndSessions", "*", REASONS.noArn],
    ["FindTheLoadBalancer", "*", REASONS.noArn],
    ["MakeTaggedFilters", "traffic-mirror-filter/*", REASONS.notYet],
    ["ChangeOwnFilters", "traffic-mirror-filter/*", REASONS.tagged],
    ["ChangeRulesOfThem", "traffic-mirror-filter-rule/*", REASONS.withFilter],
    ["MakeTaggedSessions", "traffic-mirror-session/*", REASONS.notYet],
    ["MirrorTheseSubnets", "network-interface/*", REASONS.subnet],
    ["MirrorByThisFilter", "traffic-mirror-filter/*", REASONS.tagged],
    ["ChangeOwnSessions", "traffic-mirror-session/*", REASONS.tagged],
    ["TagWhatIsMade", "traffic-mirror-filter/*", REASONS.created],
    ["TagWhatIsMade", "traffic-mirror-session/*", REASONS.created],
    ["RetagButNeverMove", "traffic-mirror-filter/*", REASONS.tagged],
    ["RetagButNeverMove", "traffic-mirror-session/*", REASONS.tagged],
  ],
  "session-reconciler": [
    ["SeeInterfacesAndSessions", "*", REASONS.noArn],
    ["MakeTaggedSessions", "traffic-mirror-session/*", REASONS.notYet],
    ["MirrorTheseSubnets", "network-interface/*", REASONS.subnet],
    ["ChangeOwnSessions", "traffic-mirror-session/*", REASONS.tagged],
    ["TagWhatIsMade", "traffic-mirror-session/*", REASONS.created],
    ["ProlongOwnSessions", "traffic-mirror-session/*", REASONS.tagged],
  ],
  "findings-reader": [
    ["FindTheWorkgroupInTheConsole", "*", REASONS.noArn],
    ["ReadTheFolders", "team/web-prod/findings/*", REASONS.folder],
    ["WriteAndFetchAnswers", "tls-mirror-answers/*", REASONS.folder],
  ],
  "capture-appliance": [
    ["HoldAndReleaseOwnTermination", "autoScalingGroupName/tls-mirror-web-prod", REASONS.groupId],
    ["PublishOwnMetrics", "*", REASONS.streams],
    ["UploadToOwnFolder", "team/web-prod/*", REASONS.folder],
  ],
  "coverage-check": [
    ["SeeInterfacesAndSessions", "*", REASONS.noArn],
    ["PublishMetrics", "*", REASONS.namespace],
  ],
  "coverage-schedule": [],
};

/** What a condition must name for the reason to hold; the others need none. */
const CONDITIONS: Readonly<Record<string, string>> = {
  [REASONS.notYet]: '"StringEquals":{"aws:RequestTag/tls-mirror:deployment":"web-prod"',
  [REASONS.tagged]: '"StringEquals":{"aws:ResourceTag/tls-mirror:deployment":"web-prod"}',
  [REASONS.subnet]: '"ArnEquals":{"ec2:Subnet":["arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-',
  [REASONS.namespace]: '"StringEquals":{"cloudwatch:namespace":"TlsMirror"}',
  [REASONS.created]: '"StringEquals":{"ec2:CreateAction":["CreateTrafficMirror',
};

describe.each(Object.entries(ROLES))("the policy of a %s", (role, build) => {
  const { Statement: statements } = documentOf(build);

  test("is the one that docs/policies shows to reviewers", () => {
    expect(documentOf(build)).toEqual(JSON.parse(readFileSync(join(DOCUMENTS, `${role}.json`), "utf8")));
  });

  test("names every call in full", () => {
    const calls = statements.flatMap(({ Action }) => listOf(Action));

    expect(calls.filter((call) => !/^[a-z0-9]+:[A-Z][A-Za-z]+$/.test(call))).toEqual([]);
    expect(statements.filter(({ Effect }) => Effect !== "Allow")).toEqual([]);
  });

  test("has no other wildcards than those with a reason, each held in by its condition", () => {
    const found = statements.flatMap(({ Sid, Resource, Condition }) =>
      listOf(Resource)
        .filter((resource) => resource.includes("*"))
        .map((resource) => ({ Sid, resource, condition: JSON.stringify(Condition ?? {}) })),
    );
    const expected = WILDCARDS[role]!;

    expect(found.map(({ Sid, resource }) => [Sid, resource.split(":").at(-1)!])).toEqual(
      expected.map(([sid, resource]) => [sid, expect.stringMatching(new RegExp(`${escaped(resource)}$`)) as string]),
    );
    found.forEach(({ condition }, i) => {
      expect(condition).toContain(CONDITIONS[expected[i]![2]] ?? "{");
    });
  });

  test("is short enough for a managed policy of 6,144 characters", () => {
    expect(JSON.stringify(documentOf(build)).length).toBeLessThan(6144);
  });

  test("has statements that are told apart by names that IAM takes", () => {
    const sids = statements.map(({ Sid }) => Sid);

    expect(new Set(sids).size).toBe(sids.length);
    expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
  });
});

test("docs/policies shows these roles and no other", () => {
  expect(readdirSync(DOCUMENTS).filter((name) => name.endsWith(".json"))).toEqual(
    Object.keys(ROLES)
      .map((role) => `${role}.json`)
      .sort(),
  );
});

requires({ terraform: true })("policies that terraform deploys", () => {
  test.each(Object.entries(ROLES))(
    "as that of a %s are valid and applied, and need no change afterwards",
    (_, build) => {
      const folder = new TerraformFolder(synth(build).text);
      try {
        expect(folder.init()).toMatchObject({ status: 0 });
        expect(folder.validate()).toMatchObject({ status: 0 });
        expect(folder.apply()).toMatchObject({ status: 0 });
        expect(folder.plan()).toMatchObject({ status: 0 });
      } finally {
        folder.remove();
      }
    },
  );
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
