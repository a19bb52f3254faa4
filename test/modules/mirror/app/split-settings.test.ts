import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../../modules/contracts";
import type { Settings } from "../../../../modules/mirror/app/settings";
import { readSettings } from "../../../../modules/mirror/app/settings";

const arn = (account: string, region = "eu-central-1") =>
  `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/web/50dc6c495c0c9188`;
const collector = {
  region: "eu-central-1",
  accountId: "111122223333",
  vpcId: "vpc-0123456789abcdef0",
  subnetId: "subnet-0123456789abcdef0",
  mirrorSourceCidrs: ["10.0.0.0/24"],
  imageId: "ami-0123456789abcdef0",
};
const source = { name: "web", loadBalancerArn: arn("444455556666") };

const read = (settings: object, environment: Record<string, string> = {}): Settings =>
  readSettings({ path: "settings.json", text: JSON.stringify({ deployment: "demo", ...settings }), environment });

/** What is told of settings, one problem a line. */
function problems(settings: object, environment: Record<string, string> = {}): string[] {
  try {
    read(settings, environment);
  } catch (error) {
    if (error instanceof UserError) return error.message.split("\n  ").slice(1);
    throw error;
  }
  throw new Error("the settings were expected to be refused");
}

const collectorWith = (changes: object) => ({ collectors: [{ ...collector, ...changes }], sources: [source] });
const sourceWith = (changes: object) => ({ collectors: [collector], sources: [{ ...source, ...changes }] });

describe("settings of sides that are apart", () => {
  const nowhere =
    "sources[0]: no collector is in eu-central-1, the load balancer's Region, and mirroring stays within one Region. " +
    "Add one to collectors, or say in collector where another pipeline left its outputs.";
  const unknown = (name: string) =>
    `sources[0].${name}: there is no such setting. Correct its spelling, or remove it. Settings: name, ` +
    "loadBalancerArn, collector, roleArn, listenerPorts, clientCidrs, mirrorIcmp, sessionNumber, packetLengthBytes, " +
    "watchCoverage, alarmActionArns, " +
    "acceptShare.";

  test.each<[string, object, string]>([
    [
      "empty",
      { collectors: [], sources: [] },
      "collectors, sources: both are empty, so there is nothing to deploy. " +
        "Describe the side that captures, the load balancers, or both.",
    ],
    [
      "of a collector without an account",
      collectorWith({ accountId: undefined }),
      "collectors[0].accountId: missing. Give it in the file, or set TLS_MIRROR_COLLECTORS_0_ACCOUNT_ID.",
    ],
    [
      "of a collector in no account",
      collectorWith({ accountId: "1111" }),
      'collectors[0].accountId: "1111" is no account id. Give its twelve digits as a text, like "111122223333".',
    ],
    [
      "of an account that is a number to JSON",
      collectorWith({ accountId: 111122223333 }),
      "collectors[0].accountId: must be a text that is not empty, got 111122223333. Correct it.",
    ],
    [
      "of a role that is none",
      collectorWith({ roleArn: "terraform" }),
      'collectors[0].roleArn: "terraform" is not the ARN of a role. Give one like arn:aws:iam::111122223333:role/terraform.',
    ],
    [
      "of a role in another account",
      sourceWith({ roleArn: "arn:aws:iam::111122223333:role/terraform" }),
      "sources[0].roleArn: arn:aws:iam::111122223333:role/terraform is not a role of account 444455556666, " +
        "where this side is deployed. Give a role of that account.",
    ],
    [
      "of one machine and a fleet",
      collectorWith({ subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"] }),
      "collectors[0].subnetId: given beside subnetIds. Give subnetId for one machine, or subnetIds for a fleet.",
    ],
    [
      "of a fleet with a limit that it has not",
      collectorWith({ subnetId: undefined, subnetIds: ["subnet-0123456789abcdef0"], sourceLimit: 100 }),
      "collectors[0].sourceLimit: given beside subnetIds, but AWS limits the sources of single machines alone. Leave it out.",
    ],
    [
      "of the size of one machine",
      collectorWith({ maxSize: 4 }),
      "collectors[0].maxSize: given without subnetIds, so there is one machine. " +
        "Give subnetIds for a fleet, or leave this out.",
    ],
    [
      "of a share with oneself",
      collectorWith({ shareWith: ["111122223333"] }),
      "collectors[0].shareWith: 111122223333 is the collector's own account, which needs no share. Leave it out.",
    ],
    [
      "of two collectors in a Region",
      { collectors: [collector, collector] },
      "collectors[1].region: collectors[0] is in eu-central-1 too. " +
        "Keep one collector a Region; a second one needs a deployment of its own.",
    ],
    [
      "of a source without a name",
      sourceWith({ name: undefined }),
      "sources[0].name: missing. Give it in the file, or set TLS_MIRROR_SOURCES_0_NAME.",
    ],
    [
      "of a name that names no stack",
      sourceWith({ name: "Web Shop" }),
      'sources[0].name: "Web Shop" must be 1 to 63 characters of a-z, 0-9 and "-". ' +
        "It names the stack; choose for instance web.",
    ],
    [
      "of two sources with one name",
      { collectors: [collector], sources: [source, source] },
      'sources[1].name: sources[0] is called "web" too. Give each source a name of its own.',
    ],
    [
      "of a Network Load Balancer",
      sourceWith({ loadBalancerArn: arn("444455556666").replace("/app/", "/net/") }),
      `sources[0].loadBalancerArn: "${arn("444455556666").replace("/app/", "/net/")}" is not the ARN of an ` +
        'Application Load Balancer. Print it with "aws elbv2 describe-load-balancers --query ' +
        'LoadBalancers[].LoadBalancerArn"; it ends in loadbalancer/app/NAME/ID.',
    ],
    [
      "of a source in a Region without collector",
      sourceWith({ loadBalancerArn: arn("444455556666", "us-east-1") }),
      "sources[0]: no collector is in us-east-1, the load balancer's Region, and mirroring stays within one Region. " +
        "Add one to collectors, or say in collector where another pipeline left its outputs.",
    ],
    [
      "of a source with two collectors",
      sourceWith({ collector: { parameterPrefix: "/tls-mirror/demo" } }),
      "sources[0].collector: this file has a collector in eu-central-1 itself. Remove the one or the other.",
    ],
    [
      "of a source that accepts what nobody shares",
      sourceWith({ loadBalancerArn: arn("111122223333"), acceptShare: true }),
      "sources[0].acceptShare: the collector is in account 111122223333 too, so nothing is shared. Leave it out.",
    ],
    [
      "of two sources that accept one share",
      {
        collectors: [collector],
        sources: [
          { ...source, acceptShare: true },
          { ...source, name: "shop", acceptShare: true },
        ],
      },
      "sources[1].acceptShare: sources[0] accepts the share for account 444455556666 already, and an account accepts " +
        "once. Leave it out here; this source is deployed after that one.",
    ],
    [
      "of a collector that is nowhere",
      { sources: [{ ...source, collector: {} }] },
      "sources[0].collector: give exactly one of parameterPrefix, of a parameter that the collector left, " +
        "and stateBucket, of its state.",
    ],
    [
      "of a collector in two places",
      {
        sources: [
          {
            ...source,
            collector: { parameterPrefix: "/a", stateBucket: "b", stateKey: "c", stateRegion: "eu-central-1" },
          },
        ],
      },
      "sources[0].collector: give exactly one of parameterPrefix, of a parameter that the collector left, " +
        "and stateBucket, of its state.",
    ],
    [
      "of a state's bucket in no Region",
      { ...sourceWith({}), stateBucket: "states" },
      "stateRegion: missing. Give it in the file, or set TLS_MIRROR_STATE_REGION.",
    ],
    [
      "of an unknown retention",
      collectorWith({ retention: "all" }),
      'collectors[0].retention: "all" is neither "handshakes" nor "everything". ' +
        'Choose one; "handshakes" keeps no application data.',
    ],
  ])("are refused when they are %s", (_, settings, problem) => {
    expect(problems(settings)).toEqual([problem]);
  });

  test("are refused when a source names no place for the collector, also without a list of collectors", () => {
    expect(problems({ sources: [source] })).toEqual([nowhere]);
  });

  test("are refused when they hold a list that is none", () => {
    expect(problems({ ...sourceWith({}), collectors: collector })).toEqual([
      `collectors: must be a list of objects, got ${JSON.stringify(collector)}. Correct it.`,
      nowhere,
    ]);
  });

  test("are refused for settings of one account, which belong into one of the sides", () => {
    expect(problems({ ...sourceWith({}), region: "eu-central-1" })).toEqual([
      "region: there is no such setting. Correct its spelling, or remove it. " +
        "Settings: deployment, expiresAt, collectors, sources, stateBucket, stateKeyPrefix, stateRegion.",
    ]);
  });

  test("are refused for an unknown name inside a side, with its place", () => {
    expect(problems(sourceWith({ listenerPort: 443 }))).toEqual([unknown("listenerPort")]);
  });

  test("are refused for everything that is wrong at once", () => {
    const settings = {
      collectors: [{ ...collector, vpcId: "main", subnetId: "a" }],
      sources: [{ ...source, sessionNumber: "first", nmae: "x" }],
    };

    expect(problems(settings)).toEqual([
      'collectors[0].subnetId: "a" is no such id. Give one like subnet-0123456789abcdef0.',
      'collectors[0].vpcId: "main" is no such id. Give one like vpc-0123456789abcdef0.',
      'sources[0].sessionNumber: must be a whole number, got "first". Correct it.',
      unknown("nmae"),
    ]);
  });

  test("take account and Region of a source from its load balancer's ARN", () => {
    expect(read(sourceWith({}))).toMatchObject({
      shape: "split",
      sources: [{ region: "eu-central-1", accountId: "444455556666", acceptShare: false }],
    });
  });

  test("are overridden by the environment at their place", () => {
    const settings = read(sourceWith({ sessionNumber: 3 }), {
      TLS_MIRROR_SOURCES_0_SESSION_NUMBER: "7",
      TLS_MIRROR_COLLECTORS_0_IMAGE_ID: "ami-0fedcba9876543210",
      TLS_MIRROR_SOURCES_1_SESSION_NUMBER: "9",
    });

    expect(settings).toMatchObject({
      collectors: [{ imageId: "ami-0fedcba9876543210" }],
      sources: [{ sessionNumber: 7 }],
    });
  });

  test.each([
    ["a parameter", { parameterPrefix: "/tls-mirror/demo" }, { parameterPrefix: "/tls-mirror/demo" }],
    [
      "a state",
      { stateBucket: "states", stateKey: "collector.tfstate", stateRegion: "eu-central-1" },
      { bucket: "states", key: "collector.tfstate", region: "eu-central-1" },
    ],
  ])("let a source read another pipeline's collector from %s", (_, given, location) => {
    expect(read({ sources: [{ ...source, collector: given }] })).toMatchObject({ sources: [{ collector: location }] });
  });
});

describe("the tables of docs/deploy.md", () => {
  const PAGE = readFileSync(join(__dirname, "..", "..", "..", "..", "docs", "deploy.md"), "utf8");

  /** Names in the first column of the table below a heading. */
  const documented = (heading: string) => {
    const [, section = ""] = PAGE.split(`### ${heading}\n`);
    const [table = ""] = section.split("\n#");
    return table
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .flatMap((row) => [...row.split("|")[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!))
      .sort();
  };
  /** Names that the reader knows, as it tells them where it meets one that is none. */
  const known = (settings: object, place = "") => {
    const told = problems(settings).find((problem) => problem.startsWith(`${place}nonsense: there is no such`));
    return /Settings: (.*)\.$/.exec(told!)![1]!.split(", ").sort();
  };

  test.each<[string, object, string]>([
    ["Settings of one account", { nonsense: 1 }, ""],
    ["Settings of several accounts or Regions", { ...sourceWith({}), nonsense: 1 }, ""],
    ["Settings of a collector", collectorWith({ nonsense: 1 }), "collectors[0]."],
    ["Settings of a source", sourceWith({ nonsense: 1 }), "sources[0]."],
    [
      "Settings of where a collector is",
      {
        sources: [
          {
            ...source,
            collector: { stateBucket: "b", stateKey: "k", stateRegion: "eu-central-1", nonsense: 1 },
          },
        ],
      },
      "sources[0].collector.",
    ],
  ])("hold under %j what the reader knows, and nothing else", (heading, settings, place) => {
    expect(documented(heading)).toEqual(known(settings, place));
  });
});
