import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { $, which } from "zx/core";
import { UserError } from "../modules/contracts";
import { commandMissing, packerFailed } from "./build-ami/errors";
import { builtImages } from "./build-ami/manifest";
import type { ImageOrigin } from "./build-ami/options";
import { HELP, packerVariables, parseOptions } from "./build-ami/options";
import { bundleCapture, bundleProcess, CAPTURE_BUNDLE, PROCESS_BUNDLE } from "./capture/bundle";

/** Builds the machine image of the capture appliance: bundle, validate, build, tell the id. Run in the clone. */

const ROOT = process.cwd();
const MANIFEST = join(ROOT, "dist", "appliance", "manifest.json");

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return;
  }
  await need("packer", "build the image");
  if (options.ssmParameter !== undefined) await need("aws", "write the SSM parameter");

  const variables = packerVariables(options, await imageOrigin(), MANIFEST);
  await bundleCapture(ROOT, resolve(ROOT, CAPTURE_BUNDLE));
  await bundleProcess(ROOT, resolve(ROOT, PROCESS_BUNDLE));
  await packer("init", ["packer"]);
  await packer("validate", [...variables, "packer"]);
  if (options.dryRun) {
    console.log(["packer", "build", ...variables, "packer"].join(" "));
    return;
  }
  await packer("build", ["-color=false", ...variables, "packer"]);

  const images = builtImages(await readFile(MANIFEST, "utf8"), MANIFEST);
  for (const { region, imageId } of images) console.log(`${region} ${imageId}`);

  const home = images.find((image) => image.region === options.region);
  if (options.ssmParameter === undefined || home === undefined) return;
  const parameter = ["--region", options.region, "--name", options.ssmParameter, "--value", home.imageId];
  // The type lets EC2 check that the id is an image, and launch templates refer to the parameter.
  await $({ quiet: true })`aws ssm put-parameter ${parameter} --type String --data-type aws:ec2:image --overwrite`;
  console.log(`${options.ssmParameter} is ${home.imageId}`);
}

async function need(command: "packer" | "aws", purpose: string): Promise<void> {
  if ((await which(command, { nothrow: true })) === null) throw commandMissing(command, purpose);
}

async function packer(step: string, args: readonly string[]): Promise<void> {
  const { exitCode } = await $({ cwd: ROOT, stdio: "inherit", nothrow: true })`packer ${step} ${args}`;
  if (exitCode !== 0) throw packerFailed(step, exitCode);
}

async function imageOrigin(): Promise<ImageOrigin> {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { version: string };
  const commit = await $({ cwd: ROOT, quiet: true, nothrow: true })`git rev-parse --short=12 HEAD`;
  return { version, commit: commit.exitCode === 0 ? commit.stdout.trim() : "unknown" };
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
  });
}
