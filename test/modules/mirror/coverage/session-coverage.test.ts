import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import type { SessionCoverageProps } from "../../../../modules/mirror";
import { MirrorTarget, SessionCoverage } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";
import { FILTER, LOAD_BALANCER } from "../samples";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts";

const coverage = (props: Partial<SessionCoverageProps>) => (stack: TerraformStack) =>
  new SessionCoverage(stack, "Coverage", {
    deployment: "demo",
    loadBalancerArn: LOAD_BALANCER,
    filter: FILTER,
    target: MirrorTarget.fromTargetId("tmt-0123456789abcdef0"),
    ...props,
  });

describe("the check of the coverage", () => {
  test.each<[Partial<SessionCoverageProps>, string]>([
    [
      { deployment: "Web" },
      'deployment: "Web" must be 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter. ' +
        "It names tags, folders and this installation; choose for instance web-prod.",
    ],
    [{ expiresAt: "soon" }, 'expiresAt: "soon" is no date and time of RFC 3339. Write it as 2026-12-31T18:00:00Z.'],
    [
      { loadBalancerArn: "web" },
      'loadBalancerArn: "web" is not the ARN of an Application Load Balancer. Print it with "aws elbv2 ' +
        'describe-load-balancers --query LoadBalancers[].LoadBalancerArn"; it ends in loadbalancer/app/NAME/ID.',
    ],
    [{ everyMinutes: 0 }, "everyMinutes must be a whole number of minutes from 1 to 480, got 0. Correct it."],
    [{ everyMinutes: 481 }, "everyMinutes must be a whole number of minutes from 1 to 480, got 481. Correct it."],
    [
      { alarmActionArns: ["alerts"] },
      'alarmActionArns: "alerts" is no ARN. Give that of an SNS topic, like arn:aws:sns:eu-central-1:123456789012:alerts.',
    ],
  ])("refuses %j", (props, message) => {
    expect(refusal(coverage(props))).toBe(`[stack/Coverage] ${message}`);
  });

  test("tells all that is wrong at once", () => {
    expect(refusal(coverage({ everyMinutes: 1.5, expiresAt: "soon" })).split("\n")).toHaveLength(2);
  });

  test("refuses an interval that Terraform alone knows", () => {
    const build = (stack: TerraformStack) => {
      coverage({ everyMinutes: new TerraformVariable(stack, "minutes", { type: "number" }).numberValue })(stack);
    };

    expect(refusal(build)).toBe(
      "[stack/Coverage] everyMinutes must be known when the app is synthesized, since a dashboard is written with it. " +
        "Give a number.",
    );
  });

  test("runs every five minutes, or as told, and is not made up for when it could not", () => {
    const schedule = (props: Partial<SessionCoverageProps>) =>
      synth(coverage(props)).resource("aws_scheduler_schedule");

    expect(schedule({})).toMatchObject({
      schedule_expression: "rate(5 minutes)",
      flexible_time_window: { mode: "OFF" },
      target: { retry_policy: { maximum_retry_attempts: 0 } },
    });
    expect(schedule({ everyMinutes: 30 })["schedule_expression"]).toBe("rate(30 minutes)");
    expect(schedule({ everyMinutes: 1 })["schedule_expression"]).toBe("rate(1 minute)");
  });

  test("alarms after three checks that found an interface, failed or did not run", () => {
    expect(
      synth(coverage({ everyMinutes: 10, alarmActionArns: [TOPIC] })).resource("aws_cloudwatch_metric_alarm"),
    ).toEqual(
      expect.objectContaining({
        alarm_name: "tls-mirror demo app/web/50dc6c495c0c9188 interfaces unmirrored",
        namespace: "TlsMirror",
        metric_name: "UnmirroredInterfaces",
        dimensions: { Deployment: "demo", LoadBalancer: "app/web/50dc6c495c0c9188" },
        statistic: "Maximum",
        period: 600,
        evaluation_periods: 3,
        comparison_operator: "GreaterThanOrEqualToThreshold",
        threshold: 1,
        treat_missing_data: "breaching",
        alarm_actions: [TOPIC],
        ok_actions: [TOPIC],
      }),
    );
  });

  test("tells topics that Terraform alone knows", () => {
    const stack = synth((scope) => {
      coverage({ alarmActionArns: new TerraformVariable(scope, "topics", { type: "list(string)" }).listValue })(scope);
    });

    expect(stack.resource("aws_cloudwatch_metric_alarm")["alarm_actions"]).toBe("${var.topics}");
  });

  test("can be had for several load balancers of one deployment", () => {
    const other = LOAD_BALANCER.replace("app/web", "app/shop");
    const alarms = synth((stack) => {
      coverage({})(stack);
      new SessionCoverage(stack, "Other", {
        deployment: "demo",
        loadBalancerArn: other,
        filter: FILTER,
        target: MirrorTarget.fromTargetId("tmt-0123456789abcdef0"),
      });
    }).resources("aws_cloudwatch_metric_alarm");

    expect(new Set(alarms.map((alarm) => alarm["alarm_name"])).size).toBe(2);
    expect(new Set(alarms.map((alarm) => JSON.stringify(alarm["dimensions"]))).size).toBe(2);
  });

  test("lets each service take its role for what is ours, and no other role of ours", () => {
    const trusts = synth(coverage({}))
      .resources("aws_iam_role")
      .map((role) => JSON.parse(String(role["assume_role_policy"])) as { Statement: object[] });
    const account = { "aws:SourceAccount": expect.stringMatching(/^\$\{data\.aws_caller_identity\./) as string };
    const by = (service: string, source: RegExp) => [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: account,
          ArnLike: { "aws:SourceArn": expect.stringMatching(source) as string },
        },
      },
    ];

    expect(trusts.map(({ Statement }) => Statement)).toEqual([
      by("states.amazonaws.com", /^arn:.*:states:.*:stateMachine:tls-mirror-coverage-\*$/),
      by("scheduler.amazonaws.com", /^\$\{aws_scheduler_schedule_group\.\w+\.arn\}$/),
    ]);
  });

  test("says on all that carries tags whose it is, and until when", () => {
    const stack = synth(coverage({ expiresAt: "2026-12-31T18:00:00Z" }));

    for (const type of [
      "aws_iam_role",
      "aws_sfn_state_machine",
      "aws_scheduler_schedule_group",
      "aws_cloudwatch_metric_alarm",
    ]) {
      for (const resource of stack.resources(type)) {
        expect(resource["tags"]).toMatchObject({
          "tls-mirror:deployment": "demo",
          "tls-mirror:expires-at": "2026-12-31T18:00:00Z",
        });
      }
    }
  });
});
