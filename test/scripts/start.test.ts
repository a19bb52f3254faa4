import { readFileSync } from "node:fs";
import { runBuilt } from "../support/run-cli";

/** The report that README.md shows, which the main job must print. */
function sampleInReadme(): string {
  const sample = /<!-- sample: npm start -->\s*```\n(.*?)```/s.exec(readFileSync("README.md", "utf8"))?.[1];
  if (sample === undefined) throw new Error("README.md shows no sample of npm start");
  return sample.trimEnd();
}

test("npm start prints the report of the README, and says where things lie", () => {
  const { status, stdout, stderr } = runBuilt("scripts/start.js", []);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain(sampleInReadme());
  expect(stdout).toContain("Terraform of the example deployment: cdktf.out/stacks/tls-mirror/cdk.tf.json");
  expect(stdout).toContain("Findings, one record a connection:   tls-mirror-out/findings.ndjson");
  expect(readFileSync("tls-mirror-out/findings.ndjson", "utf8").trimEnd().split("\n")).toHaveLength(10);
});
