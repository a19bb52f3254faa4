import { join } from "node:path";
import { composed } from "../support/composed-app";
import { requires } from "../support/requirements";
import type { Scenario } from "../support/stub-provider/terraform";
import { TerraformFolder } from "../support/stub-provider/terraform";

const EXAMPLE = join(__dirname, "..", "..", "examples", "one-account", "settings.json");
const DESCRIPTION = "ELB app/web/50dc6c495c0c9188";
const SESSION = "aws_ec2_traffic_mirror_session.Sessions_8896A56D";

const stackWith = () => composed(EXAMPLE).get("tls-mirror")!;

/** An account with one balancer that has these interfaces, and another of the same name that was there before. */
function account(ids: string[]): Scenario {
  const found = (description: string, attributes: { ids: string[] }) => ({
    type: "aws_network_interfaces",
    filter: { description },
    attributes,
  });
  return { answers: [found("ELB app/web/0000000000000000", { ids: ["eni-old"] }), found(DESCRIPTION, { ids })] };
}

// Each test runs terraform several times.
jest.setTimeout(60_000);

requires({ terraform: true })("one account, deployed by terraform", () => {
  let folder: TerraformFolder;

  beforeEach(() => {
    folder = new TerraformFolder(stackWith(), account(["eni-a", "eni-b"]));
    expect(folder.init()).toMatchObject({ status: 0 });
  });
  afterEach(() => {
    folder.remove();
  });

  test("refuses a balancer that has no interface here, and says what to check", () => {
    folder.play(stackWith(), account([]));
    const { status, output } = folder.plan();

    expect(status).toBe(1);
    expect(output.replace(/[\s│]+/g, " ")).toContain(
      `No network interface is described "${DESCRIPTION}". ` +
        "Check the load balancer's ARN, and that the provider uses its account and Region.",
    );
  });

  test("is valid, is applied, and then needs no change", () => {
    expect(folder.validate()).toMatchObject({ status: 0 });
    expect(folder.apply()).toMatchObject({ status: 0 });
    expect(folder.plan()).toMatchObject({ status: 0 });

    expect(folder.addresses().filter((address) => address.startsWith(SESSION))).toEqual([
      `${SESSION}["eni-a"]`,
      `${SESSION}["eni-b"]`,
    ]);
  });

  test("writes settings that the appliance can parse", () => {
    folder.apply();
    const userData = String(folder.attributes("aws_instance.Appliance_7B9EA9AE")["user_data"]);

    expect(JSON.parse(userData.split("\n").find((line) => line.startsWith("{")) ?? "")).toEqual({
      deployment: "example",
      vnis: [12_345],
      listenerPorts: [443],
      rotationSeconds: 300,
      diskBudgetBytes: 40 * 1024 ** 3,
      retention: "handshakes",
      healthPort: 8080,
    });
  });

  test("mirrors an interface that the balancer got since, and leaves the other sessions alone", () => {
    folder.apply();
    folder.play(stackWith(), account(["eni-b", "eni-c"]));
    const { status, output } = folder.plan();

    expect(status).toBe(2);
    expect(output).toContain(`${SESSION}["eni-c"] will be created`);
    expect(output).toContain(`${SESSION}["eni-a"] will be destroyed`);
    expect(output).toContain("Plan: 1 to add, 0 to change, 1 to destroy.");
  });

  test("makes the other sessions when AWS refuses one interface, and says so by exit status 1", () => {
    const refusals = [
      {
        type: "aws_ec2_traffic_mirror_session",
        attribute: "network_interface_id",
        value: "eni-a",
        message: "InvalidParameterValue: eni-a cannot be mirrored",
      },
    ];
    folder.play(stackWith(), { ...account(["eni-a", "eni-b"]), refusals });
    const { status, output } = folder.apply();

    expect(status).toBe(1);
    expect(output).toContain("InvalidParameterValue: eni-a cannot be mirrored");
    expect(folder.addresses()).toContain(`${SESSION}["eni-b"]`);
    expect(folder.addresses()).not.toContain(`${SESSION}["eni-a"]`);
  });

  test("is removed without a rest, even when the balancer is gone already", () => {
    folder.apply();
    folder.play(stackWith(), account([]));

    expect(folder.destroy()).toMatchObject({ status: 0 });
    expect(folder.addresses()).toEqual([]);
  });
});
