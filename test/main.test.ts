import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composed } from "./support/composed-app";
import { runScript } from "./support/process";
import { SynthesizedStack } from "./support/synth";

const MAIN = join(__dirname, "..", "main.ts");
const EXAMPLE = join(__dirname, "..", "examples", "one-account", "settings.json");
const TWO_ACCOUNTS = join(__dirname, "..", "examples", "two-accounts-one-app", "settings.json");

// Each run is a Node process of its own.
jest.setTimeout(60_000);

describe("the app", () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "app-")));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (environment: Record<string, string> = {}) =>
    runScript(MAIN, { cwd: folder, environment: { TLS_MIRROR_SETTINGS: EXAMPLE, ...environment } });
  const stackPath = () => join(folder, "cdktf.out", "stacks", "tls-mirror", "cdk.tf.json");
  const stackText = () => readFileSync(stackPath(), "utf8");

  test("says which settings file is missing, and nothing else", () => {
    expect(run({ TLS_MIRROR_SETTINGS: "nowhere.json" })).toEqual({
      status: 2,
      stdout: "",
      stderr:
        "nowhere.json: there is no such settings file. Set TLS_MIRROR_SETTINGS to the path of yours; " +
        "this package's examples/one-account/settings.json is one to begin with.\n",
    });
  });

  test("writes the example where no settings are named, for no account but its invented one", () => {
    mkdirSync(join(folder, "examples", "one-account"), { recursive: true });
    copyFileSync(EXAMPLE, join(folder, "examples", "one-account", "settings.json"));

    expect(runScript(MAIN, { cwd: folder, environment: {} })).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(JSON.parse(stackText())).toMatchObject({ provider: { aws: [{ allowed_account_ids: ["123456789012"] }] } });
  });

  test("refuses settings before anything is written", () => {
    writeFileSync(join(folder, "settings.json"), "{");
    const { status, stdout, stderr } = run({ TLS_MIRROR_SETTINGS: "settings.json" });

    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^settings\.json: not readable as settings: .*\n$/);
    expect(existsSync(stackPath())).toBe(false);
  });

  test("tells what a construct refuses as one message, without a stack trace", () => {
    expect(run({ TLS_MIRROR_MIRROR_SOURCE_CIDRS: "10.0.0.1/24" })).toEqual({
      status: 2,
      stdout: "",
      stderr:
        "[tls-mirror/Appliance] mirrorSourceCidrs: 10.0.0.1/24 has bits set behind its prefix, which AWS refuses. " +
        "Write 10.0.0.0/24 for that network.\n",
    });
  });

  test("tells what only the whole stack shows as one message too", () => {
    const { status, stderr } = run({ TLS_MIRROR_LISTENER_PORTS: "443,8443,9443" });

    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^The settings cannot be deployed\.\n {2}\[tls-mirror\/Filter\] the filter has 12 rules, but AWS allows 10 .*\n$/,
    );
  });

  test("writes Terraform, quietly, and the same bytes every time", () => {
    expect(run()).toEqual({ status: 0, stdout: "", stderr: "" });
    const first = stackText();
    expect(run()).toEqual({ status: 0, stdout: "", stderr: "" });

    expect(stackText()).toBe(first);
  });

  test("writes collectors before the sources that send to them, and who accepts a share before who needs it", () => {
    const source = (name: string) => ({
      name,
      loadBalancerArn: `arn:aws:elasticloadbalancing:eu-central-1:444455556666:loadbalancer/app/${name}/50dc6c495c0c9188`,
    });
    const { collectors } = JSON.parse(readFileSync(TWO_ACCOUNTS, "utf8")) as { collectors: object[] };
    const sources = [source("a"), { ...source("b"), acceptShare: true }];
    writeFileSync(join(folder, "settings.json"), JSON.stringify({ deployment: "demo", collectors, sources }));
    expect(run({ TLS_MIRROR_SETTINGS: "settings.json" })).toEqual({ status: 0, stdout: "", stderr: "" });

    const manifest = JSON.parse(readFileSync(join(folder, "cdktf.out", "manifest.json"), "utf8")) as {
      stacks: Record<string, { dependencies: string[] }>;
    };
    expect(Object.entries(manifest.stacks).map(([id, { dependencies }]) => [id, dependencies])).toEqual([
      ["collector-eu-central-1", []],
      ["source-a", ["source-b", "collector-eu-central-1"]],
      ["source-b", ["collector-eu-central-1"]],
    ]);
  });

  test("writes no path of the machine that ran it", () => {
    run();

    expect(stackText()).not.toContain(folder);
    expect(stackText()).not.toContain(join(__dirname, ".."));
  });
});

describe("the composed stacks", () => {
  test.each(["one-account/settings", "two-accounts-one-app/settings", "two-accounts-two-pipelines/collector"])(
    "describe every output of %s",
    (example) => {
      for (const text of composed(join(__dirname, "..", "examples", `${example}.json`)).values()) {
        const { output } = JSON.parse(text) as { output: Record<string, { description?: string }> };
        // What CDKTF adds for its own references from stack to stack has no description.
        const own = Object.entries(output).filter(([name]) => !name.startsWith("cross-stack-output-"));

        for (const [name, { description }] of own) {
          expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].{20,}$/)]);
        }
      }
    },
  );
});

describe("the composed stacks' tags", () => {
  test.each(["one-account", "two-accounts-one-app"])(
    "say of %s when it should be gone, if the settings do",
    (example) => {
      const path = join(__dirname, "..", "examples", example, "settings.json");
      const environment = { TLS_MIRROR_EXPIRES_AT: "2026-12-31T18:00:00Z" };
      const stacks = [...composed(path, environment).values()].map((text) => new SynthesizedStack(text));

      for (const type of [
        "instance",
        "ec2_traffic_mirror_target",
        "ec2_traffic_mirror_filter",
        "ec2_traffic_mirror_session",
      ]) {
        const found = stacks.flatMap((stack) => stack.resources(`aws_${type}`));
        expect(found.length).toBeGreaterThan(0);
        for (const resource of found) {
          expect(resource).toMatchObject({ tags: { "tls-mirror:expires-at": "2026-12-31T18:00:00Z" } });
        }
      }
    },
  );
});

describe("the composed stack of one account", () => {
  const stackWith = (environment: Record<string, string> = {}) =>
    new SynthesizedStack(composed(EXAMPLE, environment).get("tls-mirror")!);

  test("keeps its addresses: another one would replace what users have deployed", () => {
    expect(stackWith().addresses()).toMatchInlineSnapshot(`
     [
       "aws_cloudwatch_metric_alarm.Coverage_Alarm_F01D1189",
       "aws_ec2_traffic_mirror_filter.Filter_C907D6DA",
       "aws_ec2_traffic_mirror_filter_rule.Filter_EgressRule100_D26FE325",
       "aws_ec2_traffic_mirror_filter_rule.Filter_EgressRule110_23F4929C",
       "aws_ec2_traffic_mirror_filter_rule.Filter_IngressRule100_13F35B2D",
       "aws_ec2_traffic_mirror_filter_rule.Filter_IngressRule110_D6FB3B91",
       "aws_ec2_traffic_mirror_session.Sessions_8896A56D",
       "aws_ec2_traffic_mirror_target.Target_3191CF44",
       "aws_iam_instance_profile.Appliance_Role_Profile_6651ADA7",
       "aws_iam_role.Appliance_Role_31EDE40F",
       "aws_iam_role.Coverage_Role_C2DEAEFA",
       "aws_iam_role.Coverage_ScheduleRole_3EC7AD13",
       "aws_iam_role_policy.Appliance_Role_Policy_4DA181FD",
       "aws_iam_role_policy.Coverage_Policy_12331CAC",
       "aws_iam_role_policy.Coverage_SchedulePolicy_90DB4D89",
       "aws_iam_role_policy_attachment.Appliance_Role_SessionManager_46146C4D",
       "aws_instance.Appliance_7B9EA9AE",
       "aws_scheduler_schedule.Coverage_Schedule_34A3504E",
       "aws_scheduler_schedule_group.Coverage_ScheduleGroup_6EA9D660",
       "aws_security_group.Appliance_SecurityGroup_ABA6F51E",
       "aws_sfn_state_machine.Coverage_82FC2D6E",
       "data.aws_caller_identity.Appliance_Role_Account_36AF5E9D",
       "data.aws_caller_identity.Coverage_Account_09AD57D1",
       "data.aws_network_interfaces.Interfaces_B63D5967",
       "data.aws_partition.Appliance_Role_Partition_A687FCC9",
       "data.aws_partition.Coverage_Partition_880B2946",
       "data.aws_region.Appliance_Role_Region_4A40B766",
       "data.aws_region.Coverage_Region_8D65C340",
       "output.appliance_instance_id",
       "output.appliance_private_ip",
       "output.appliance_role_arn",
       "output.coverage_state_machine_arn",
       "output.mirror_filter_id",
       "output.mirror_target_id",
       "output.mirrored_interface_ids",
       "output.virtual_network_id",
     ]
    `);
  });

  test("keeps its state beside the app, not in the folder that each synthesis writes", () => {
    expect(JSON.parse(stackWith().text)).toMatchObject({
      terraform: { backend: { local: { path: "../../../terraform.example.tfstate" } } },
    });
  });

  test("keeps its state in S3, locked and encrypted, where a bucket is given", () => {
    expect(JSON.parse(stackWith({ TLS_MIRROR_STATE_BUCKET: "states" }).text)).toMatchObject({
      terraform: {
        backend: {
          s3: {
            bucket: "states",
            key: "tls-mirror/example.tfstate",
            region: "eu-central-1",
            encrypt: true,
            use_lockfile: true,
          },
        },
      },
    });
  });
});
