import { existsSync, mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { main as synthesize } from "../main";
import { UserError } from "../modules/contracts";
import { main as tlsMirror } from "./cli/main";

/** Ten clients of one balancer, mirrored by a kernel into VXLAN; test/fixtures/README.md tells how it was made. */
const CAPTURE = "test/fixtures/mirrored.pcap";

/** A stricter policy than an API call chooses, so that the report has something to say about it. */
const POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

const OUTPUT_FOLDER = "tls-mirror-out";

/** The main job, rehearsed: synthesizes the example deployment, then analyzes what it would have captured. */
async function start(): Promise<void> {
  if (!existsSync(CAPTURE)) throw notInAClone(process.cwd());
  synthesize(process.env);

  mkdirSync(OUTPUT_FOLDER, { recursive: true });
  const findings = join(OUTPUT_FOLDER, "findings.ndjson");
  console.log(`Who fails to shake hands, and why: ${CAPTURE}, held against ${POLICY}\n`);
  await tlsMirror(["analyze", CAPTURE, "--policy", POLICY, "--format", "text"]);
  await tlsMirror(["analyze", CAPTURE, "--policy", POLICY, "--format", "ndjson", "--output", findings]);

  console.log(`
Terraform of the example deployment: ${relative(".", "cdktf.out/stacks/tls-mirror/cdk.tf.json")}
Findings, one record a connection:   ${findings}

Next, with your own balancer:
  1. Copy examples/one-account/settings.json, fill in the ARN of your load balancer, and read docs/deploy.md.
  2. TLS_MIRROR_SETTINGS=my-settings.json node dist/main.js
     terraform -chdir=cdktf.out/stacks/tls-mirror init && terraform -chdir=cdktf.out/stacks/tls-mirror apply
  3. npx tls-mirror analyze <what the appliance captured> --policy <the listener's policy>
A capture that you have already needs no deployment: npx tls-mirror analyze capture.pcap`);
}

const notInAClone = (folder: string) =>
  new UserError(`${join(folder, CAPTURE)}: is not there. Run "npm start" in a clone of the repository.`);

start().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = error instanceof UserError ? error.exitCode : 1;
});
