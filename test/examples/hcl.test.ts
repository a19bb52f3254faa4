import { readFileSync } from "node:fs";
import { join } from "node:path";
import { billOf } from "../../scripts/costs/bill";
import type { PriceList } from "../../scripts/costs/prices";
import { billTable } from "../../scripts/costs/table";
import { requires } from "../support/requirements";
import type { Resource } from "../terraform/module-workspace";
import { ModuleWorkspace } from "../terraform/module-workspace";

const FOLDER = "examples/hcl";
const ROOT = join(__dirname, "..", "..");
const DESCRIPTION = "ELB app/web/50dc6c495c0c9188";

/** An account whose balancer `web` has these interfaces. */
const account = (ids: string[]) => ({
  answers: [{ type: "aws_network_interfaces", filter: { description: DESCRIPTION }, attributes: { ids } }],
});

/** What was made, in the form of the stack that a bill is computed from. */
function stackOf(resources: readonly Resource[]): string {
  const resource: Record<string, Record<string, unknown>> = {};
  for (const { type, address, values } of resources) {
    const [device] = (values["root_block_device"] ?? []) as readonly unknown[];
    (resource[type] ??= {})[address] = { ...values, root_block_device: device };
  }
  return JSON.stringify({ resource });
}

// Each test runs terraform several times.
jest.setTimeout(120_000);

requires({ terraform: true })("the modules used from HCL, deployed by terraform", () => {
  let workspace: ModuleWorkspace;

  const deploy = (ids: string[]) => {
    workspace = new ModuleWorkspace(account(ids));
    workspace.succeed(FOLDER, "init", "-input=false");
    workspace.succeed(FOLDER, "validate");
    return workspace.run(FOLDER, "apply", "-input=false", "-auto-approve");
  };
  afterEach(() => {
    workspace.remove();
  });

  test("refuse a balancer that has no interface here, and say what to check", () => {
    const { status, output } = deploy([]);

    expect(status).toBe(1);
    expect(output.replace(/[\s│]+/g, " ")).toContain(
      `No network interface is described "${DESCRIPTION}". ` +
        "Check the load balancer's ARN, and that the provider uses its account and Region.",
    );
  });

  test("mirror each interface to the appliance, need no change afterwards, bill what the README says, and go without a rest", () => {
    expect(deploy(["eni-b", "eni-a"])).toMatchObject({ status: 0 });
    const made = workspace.resources(FOLDER).filter(({ mode }) => mode === "managed");
    const target = made.find(({ type }) => type === "aws_ec2_traffic_mirror_target");
    const sessions = made.filter(({ type }) => type === "aws_ec2_traffic_mirror_session");

    const summary = sessions.map(({ values: session }) => [
      session["network_interface_id"],
      session["traffic_mirror_target_id"],
      session["virtual_network_id"],
    ]);
    expect(summary).toEqual(["eni-a", "eni-b"].map((id) => [id, target?.values["id"], 12_345]));
    expect(made.filter(({ type }) => type === "aws_ec2_traffic_mirror_filter_rule")).toHaveLength(4);
    expect(workspace.run(FOLDER, "plan", "-input=false", "-detailed-exitcode")).toMatchObject({ status: 0 });

    const prices = JSON.parse(readFileSync(join(ROOT, "docs", "prices.json"), "utf8")) as PriceList;
    const bill = billOf([stackOf(made)], prices, { interfaces: 2 });
    expect(readFileSync(join(ROOT, FOLDER, "README.md"), "utf8")).toContain(
      `\n${billTable(bill)}\nWith 2 interfaces for each load balancer, in ${prices.region}, ${prices.date}; `,
    );

    workspace.succeed(FOLDER, "destroy", "-input=false", "-auto-approve");
    expect(workspace.resources(FOLDER)).toEqual([]);
  });
});
