import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScript } from "../support/process";

const ROOT = join(__dirname, "..", "..");

const costs = (...args: string[]) => runScript(join(ROOT, "scripts", "costs.ts"), { cwd: ROOT, args });

describe("the costs of stacks", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "costs-"));
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ resource: { aws_lb: { Balancer: {} } } }));
    writeFileSync(join(folder, "main.tf"), "resource {}");
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("are refused without a stack", () => {
    expect(costs()).toEqual({
      status: 2,
      stdout: "",
      stderr: "no stack is named. Give the cdk.tf.json of one or more, for instance cdktf.out/stacks/*/cdk.tf.json.\n",
    });
  });

  test("are refused for a number of interfaces that is none", () => {
    expect(costs(join(folder, "cdk.tf.json"), "--interfaces", "two")).toEqual({
      status: 2,
      stdout: "",
      stderr: '--interfaces: "two" is no whole number. Give how many interfaces each load balancer has.\n',
    });
  });

  test("are refused for what is no stack", () => {
    const { status, stderr } = costs(join(folder, "main.tf"));

    expect(status).toBe(2);
    expect(stderr).toMatch(/main\.tf: .* Give the cdk\.tf\.json of a stack\.\n$/);
  });

  test("are printed with Region, date and origin of the prices", () => {
    const { status, stdout } = costs(join(folder, "cdk.tf.json"));

    expect(status).toBe(0);
    expect(stdout).toContain("| **altogether** | | **$0.0225** |");
    expect(stdout).toMatch(/us-east-1, 20\d\d-\d\d-\d\d\. List prices/);
  });
});
