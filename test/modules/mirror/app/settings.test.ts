import { UserError } from "../../../../modules/contracts";
import { readSettings } from "../../../../modules/mirror/app/settings";
import { environmentName } from "../../../../modules/mirror/app/settings-reader";

const minimal = {
  deployment: "demo",
  region: "eu-central-1",
  loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188",
  vpcId: "vpc-0123456789abcdef0",
  subnetId: "subnet-0123456789abcdef0",
  mirrorSourceCidrs: ["10.0.0.0/24"],
  imageId: "ami-0123456789abcdef0",
};

const read = (changes: object = {}, environment: Record<string, string> = {}) =>
  readSettings({ path: "settings.json", text: JSON.stringify({ ...minimal, ...changes }), environment });

function refusal(changes: object, environment: Record<string, string> = {}): string {
  try {
    read(changes, environment);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error("the settings were expected to be refused");
}

describe("settings", () => {
  test.each([
    ["", "Unexpected end of JSON input"],
    ["[]", "the file holds no JSON object"],
    ["null", "the file holds no JSON object"],
  ])("are refused when the file holds %j", (text, why) => {
    expect(() => readSettings({ path: "settings.json", text, environment: {} })).toThrow(
      new UserError(
        `settings.json: not readable as settings: ${why}. Write a JSON object; docs/deploy.md lists the settings.`,
      ),
    );
  });

  test.each<[string, object, string]>([
    ["missing", { region: undefined }, "region: missing. Give it in the file, or set TLS_MIRROR_REGION."],
    ["empty", { imageId: "" }, 'imageId: must be a text that is not empty, got "". Correct it.'],
    ["no number", { virtualNetworkId: "many" }, 'virtualNetworkId: must be a whole number, got "many". Correct it.'],
    ["no list", { listenerPorts: 443 }, "listenerPorts: must be a list of whole numbers, got 443. Correct it."],
    ["a mixed list", { clientCidrs: ["::/0", 1] }, 'clientCidrs: must be a list of texts, got ["::/0",1]. Correct it.'],
    ["no flag", { allowSessionManager: "yes" }, 'allowSessionManager: must be true or false, got "yes". Correct it.'],
    ["no Region", { region: "Frankfurt" }, 'region: "Frankfurt" is no AWS Region. Give one like eu-central-1.'],
    [
      "another Region than the load balancer's",
      { region: "us-east-1" },
      `region: us-east-1 is not the Region of ${minimal.loadBalancerArn}. Mirroring stays within one Region: give the load balancer's.`,
    ],
    ["no VPC", { vpcId: "main" }, 'vpcId: "main" is no such id. Give one like vpc-0123456789abcdef0.'],
    ["no subnet", { subnetId: "a" }, 'subnetId: "a" is no such id. Give one like subnet-0123456789abcdef0.'],
    [
      "an unknown retention",
      { retention: "all" },
      'retention: "all" is neither "handshakes" nor "everything". Choose one; "handshakes" keeps no application data.',
    ],
    [
      "somebody to tell of an alarm that is not made",
      { watchCoverage: false, alarmActionArns: ["arn:aws:sns:eu-central-1:123456789012:alerts"] },
      "alarmActionArns: given, but watchCoverage is false, so no alarm is made that could tell anybody. " +
        "Leave one of them out.",
    ],
    [
      "a Region of the state without its bucket",
      { stateRegion: "eu-central-1" },
      "stateRegion: given without stateBucket. Name the bucket of the state, or leave this out.",
    ],
    [
      "a key of the state without its bucket",
      { stateKey: "a" },
      "stateKey: given without stateBucket. Name the bucket of the state, or leave this out.",
    ],
  ])("are refused when one is %s", (_, changes, problem) => {
    expect(refusal(changes)).toBe(`settings.json: these settings cannot be deployed.\n  ${problem}`);
  });

  test("are refused for a name that is none, with the names there are", () => {
    expect(refusal({ listenerPort: 443 })).toBe(
      "settings.json: these settings cannot be deployed.\n" +
        "  listenerPort: there is no such setting. Correct its spelling, or remove it. Settings: deployment, region, " +
        "loadBalancerArn, expiresAt, listenerPorts, clientCidrs, mirrorIcmp, vpcId, mirrorSourceCidrs, imageId, " +
        "instanceType, volumeSizeGib, diskBudgetBytes, rotationSeconds, retention, bucket, prefix, bucketKeyArn, " +
        "bucketOwner, bucketRegion, healthPort, allowSessionManager, virtualNetworkId, subnetId, sessionNumber, " +
        "packetLengthBytes, sourceLimit, watchCoverage, alarmActionArns, stateBucket, stateKey, stateRegion.",
    );
  });

  test("are refused for everything that is wrong at once", () => {
    expect(refusal({ region: "Frankfurt", vpcId: "main", healthPort: "x" })).toBe(
      "settings.json: these settings cannot be deployed.\n" +
        '  region: "Frankfurt" is no AWS Region. Give one like eu-central-1.\n' +
        '  vpcId: "main" is no such id. Give one like vpc-0123456789abcdef0.\n' +
        '  healthPort: must be a whole number, got "x". Correct it.',
    );
  });

  test("name the environment variable that holds a wrong value", () => {
    expect(refusal({}, { TLS_MIRROR_LISTENER_PORTS: "443,https" })).toBe(
      "settings.json: these settings cannot be deployed.\n" +
        '  listenerPorts: must be a list of whole numbers, got "443,https" from TLS_MIRROR_LISTENER_PORTS. Correct it.',
    );
  });

  test("leave to the constructs what is not given", () => {
    expect(read()).toEqual({ ...minimal, shape: "one-account", virtualNetworkId: 12_345 });
  });

  test("are overridden by the environment, lists by commas", () => {
    const settings = read(
      { deployment: "file", listenerPorts: [8443], allowSessionManager: true },
      {
        TLS_MIRROR_DEPLOYMENT: "environment",
        TLS_MIRROR_LISTENER_PORTS: "443, 444",
        TLS_MIRROR_CLIENT_CIDRS: "203.0.113.0/24,2001:db8::/32",
        TLS_MIRROR_ALLOW_SESSION_MANAGER: "false",
        TLS_MIRROR_RETENTION: "everything",
      },
    );

    expect(settings).toMatchObject({
      deployment: "environment",
      listenerPorts: [443, 444],
      clientCidrs: ["203.0.113.0/24", "2001:db8::/32"],
      allowSessionManager: false,
      retention: "everything",
    });
  });

  test("keep the state in the load balancer's Region unless another is given", () => {
    expect(read({ stateBucket: "states" }).state).toEqual({ bucket: "states", region: "eu-central-1" });
    expect(read({ stateBucket: "states", stateRegion: "us-east-1", stateKey: "a/b" }).state).toEqual({
      bucket: "states",
      region: "us-east-1",
      key: "a/b",
    });
  });

  test("have variables named after their places", () => {
    expect(environmentName("loadBalancerArn")).toBe("TLS_MIRROR_LOAD_BALANCER_ARN");
    expect(environmentName("sources[0].collector.stateKey")).toBe("TLS_MIRROR_SOURCES_0_COLLECTOR_STATE_KEY");
  });
});
