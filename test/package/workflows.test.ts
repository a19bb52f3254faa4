import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./packed-package";
import { workflowProblems } from "./workflow-rules";

const ROOT = join(__dirname, "../..");
const FOLDER = join(ROOT, ".github", "workflows");
const WORKFLOWS = readdirSync(FOLDER);

const text = (name: string): string => readFileSync(join(FOLDER, name), "utf8");

const SOUND = `name: sound

permissions:
  contents: read

jobs:
  job:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      id-token: write
    steps:
      - uses: actions/checkout@0123456789abcdef0123456789abcdef01234567 # v1.2.3
        with:
          persist-credentials: false
      - run: echo "$REGION"
        env:
          REGION: \${{ inputs.region }}
`;

describe("the rules of workflows", () => {
  test.each([
    ["an action by its tag", "@0123456789abcdef0123456789abcdef01234567 # v1.2.3", "@v1"],
    ["a commit without its version", " # v1.2.3", ""],
    ["a checkout that leaves its token", "persist-credentials: false", "fetch-depth: 0"],
    ["leave to write", "id-token: write", "packages: write"],
    ["every permission", "    permissions:\n      id-token: write", "    permissions: write-all"],
    ["no permissions of the whole", "permissions:\n  contents: read\n\n", ""],
    ["a stored key", "inputs.region", "secrets.AWS_KEY"],
    ["an input within a script", '"$REGION"', "${{ inputs.region }}"],
    ["a job that may hang", "    timeout-minutes: 5\n", ""],
  ])("refuse %s", (_, good, bad) => {
    expect(SOUND).toContain(good);
    expect(workflowProblems(SOUND.replace(good, bad))).toHaveLength(1);
  });

  test("let a sound one pass", () => {
    expect(workflowProblems(SOUND)).toEqual([]);
  });
});

describe("the workflows of this repository", () => {
  test("are those that test, build the image and release", () => {
    expect(WORKFLOWS).toEqual(["image.yml", "release.yml", "test.yml"]);
  });

  test("are YAML, as the formatter reads it", () => {
    const prettier = join(ROOT, "node_modules", "prettier", "bin", "prettier.cjs");
    expect(run(process.execPath, [prettier, "--check", FOLDER], ROOT)).toContain("All matched files");
  });

  test.each(WORKFLOWS)("%s keeps the rules", (name) => {
    expect(workflowProblems(text(name))).toEqual([]);
  });

  test("use one version of each action", () => {
    const used = WORKFLOWS.flatMap((name) => [...text(name).matchAll(/uses: (\S+)@(\S+)/g)]);
    const versions = new Set(used.map(([, action, commit]) => `${action}@${commit}`));
    expect([...versions].map((version) => version.split("@")[0]).sort()).toEqual([
      "actions/checkout",
      "actions/setup-node",
      "aws-actions/configure-aws-credentials",
      "hashicorp/setup-terraform",
    ]);
  });
});
