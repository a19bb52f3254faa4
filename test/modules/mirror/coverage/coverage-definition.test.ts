import { coverageDefinition } from "../../../../modules/mirror/coverage/coverage-definition";
import { runStates } from "../../../support/states-language";
import type { Interface, Session } from "./mirrored-account";
import { DESCRIPTION, FILTER_ID, MirroredAccount, TARGET_ID } from "./mirrored-account";

const DEFINITION = coverageDefinition({
  deployment: "demo",
  loadBalancerArnSuffix: "app/web/50dc6c495c0c9188",
  partition: "aws",
  filterId: FILTER_ID,
  targetId: TARGET_ID,
});

/** Ids of so many interfaces. */
const ids = (count: number) => Array.from({ length: count }, (_, i) => `eni-${String(i).padStart(8, "0")}`);
const interfaces = (count: number): Interface[] => ids(count).map((id) => ({ id }));
const sessions = (count: number): Session[] => ids(count).map((interfaceId) => ({ interfaceId }));

const counts = (there: number, mirrored: number, unmirrored: number) => ({
  BalancerInterfaces: there,
  MirrorSessions: mirrored,
  UnmirroredInterfaces: unmirrored,
});

describe("the check of the coverage", () => {
  test.each<[string, MirroredAccount, ReturnType<typeof counts>, string[]]>([
    ["where all interfaces are mirrored", new MirroredAccount(interfaces(3), sessions(3)), counts(3, 3, 0), []],
    ["where one is not", new MirroredAccount(interfaces(3), sessions(2)), counts(3, 2, 1), ["eni-00000002"]],
    ["where none is", new MirroredAccount(interfaces(2), []), counts(2, 0, 2), ids(2)],
    ["of a single interface", new MirroredAccount(interfaces(1), sessions(1)), counts(1, 1, 0), []],
    [
      "where as many sessions as interfaces are on others that are gone",
      new MirroredAccount(interfaces(2), [{ interfaceId: "eni-00000000" }, { interfaceId: "eni-ffffffff" }]),
      counts(2, 2, 1),
      ["eni-00000001"],
    ],
    [
      "where a session is of another filter, or to another target",
      new MirroredAccount(interfaces(3), [
        { interfaceId: "eni-00000000" },
        { interfaceId: "eni-00000001", filterId: "tmf-ffffffff" },
        { interfaceId: "eni-00000002", targetId: "tmt-ffffffff" },
      ]),
      counts(3, 1, 2),
      ["eni-00000001", "eni-00000002"],
    ],
    [
      "beside another balancer of the same name",
      new MirroredAccount(
        [...interfaces(2), { id: "eni-ffffffff", description: "ELB app/web/ffffffffffffffff" }],
        [...sessions(2)],
      ),
      counts(2, 2, 0),
      [],
    ],
    [
      "of more interfaces and sessions than a page holds",
      new MirroredAccount(interfaces(173), sessions(172)),
      counts(173, 172, 1),
      ["eni-00000172"],
    ],
    [
      "where EC2 ends with an empty token, after a page that is just full",
      new MirroredAccount(interfaces(100), sessions(100), ""),
      counts(100, 100, 0),
      [],
    ],
  ])("counts interfaces without a session %s", async (_, account, expected, unmirroredIds) => {
    const { status, output } = await runStates(DEFINITION, account.apis);

    expect(status).toBe("SUCCEEDED");
    expect(account.published).toHaveLength(1);
    expect(account.values).toEqual(expected);
    expect(output).toMatchObject({ unmirroredIds });
    expect((output as { interfaceIds: string[] }).interfaceIds).toHaveLength(expected.BalancerInterfaces);
  });

  test("asks EC2 once for each page, and takes six steps where one is enough", async () => {
    const large = new MirroredAccount(interfaces(101), sessions(50));
    await runStates(DEFINITION, large.apis);
    const { path } = await runStates(DEFINITION, new MirroredAccount(interfaces(2), sessions(2)).apis);

    expect(large.calls).toEqual([...Array<string>(3).fill("NetworkInterfaces"), "TrafficMirrorSessions"]);
    expect(path).toEqual(["Prepare", "ListInterfaces", "MoreInterfaces", "ListSessions", "MoreSessions", "Publish"]);
  });

  test("names the deployment and the load balancer, in the namespace of the appliances", async () => {
    const account = new MirroredAccount(interfaces(2), sessions(2));
    await runStates(DEFINITION, account.apis);

    expect(account.published[0]).toMatchObject({ Namespace: "TlsMirror" });
    for (const datum of account.published[0]!.MetricData) {
      expect(datum).toMatchObject({
        Unit: "Count",
        Dimensions: [
          { Name: "Deployment", Value: "demo" },
          { Name: "LoadBalancer", Value: "app/web/50dc6c495c0c9188" },
        ],
      });
    }
  });

  test("fails, and publishes nothing, where the load balancer has no interface at all", async () => {
    const account = new MirroredAccount([], sessions(2));
    const execution = await runStates(DEFINITION, account.apis);

    expect(execution).toMatchObject({
      status: "FAILED",
      error: "NoInterface",
      cause: expect.stringContaining(`No network interface is described "${DESCRIPTION}"`) as string,
    });
    expect(account.published).toEqual([]);
  });

  test.each(["ec2:describeNetworkInterfaces", "ec2:describeTrafficMirrorSessions"])(
    "fails, and publishes nothing, where %s goes on failing",
    async (action) => {
      const account = new MirroredAccount(interfaces(2), sessions(2)).failing(action, Infinity);

      expect(await runStates(DEFINITION, account.apis)).toMatchObject({ status: "FAILED", error: "Ec2.Ec2Exception" });
      expect(account.published).toEqual([]);
    },
  );

  test("asks again where EC2 has too much to do", async () => {
    const account = new MirroredAccount(interfaces(2), sessions(1)).failing("ec2:describeNetworkInterfaces", 4);

    expect(await runStates(DEFINITION, account.apis)).toMatchObject({ status: "SUCCEEDED" });
    expect(account.values).toEqual(counts(2, 1, 1));
  });

  test("says as much where CloudWatch does not take the metrics", async () => {
    const account = new MirroredAccount(interfaces(2), sessions(2)).failing("cloudwatch:putMetricData", Infinity);

    expect(await runStates(DEFINITION, account.apis)).toMatchObject({ status: "FAILED" });
  });
});
