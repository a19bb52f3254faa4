import { spawnSync } from "node:child_process";
import { cp, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { bundleCapture, bundleProcess, CAPTURE_BUNDLE, PROCESS_BUNDLE } from "../../scripts/capture/bundle";
import { Container } from "./container";
import { forPacker16, PACKER_FOLDER, templateFiles } from "./template";

/** What building the image here needs of the machine. */
export const IMAGE_NEEDS = {
  root: true,
  networkNamespaces: true,
  commands: ["packer", "mmdebstrap", "systemd-nspawn", "ssh-keygen", "ssh-keyscan", "script", "ip", "ethtool"],
};

/** The image as a folder of files, and what Packer said. */
export interface RehearsedImage {
  readonly container: Container;
  readonly build: { readonly status: number | null; readonly stdout: string };
}

/**
 * Builds the image without a cloud: the template's own provisioners, run by Packer's null builder over SSH into a
 * Debian system.
 *
 * @param folder - an empty one
 * @param sshPort - of loopback, free; each user of this function has its own
 * @param packages - of Debian, for what the base image of a cloud has
 */
export async function rehearseImage(
  folder: string,
  sshPort: number,
  packages: readonly string[] = [],
): Promise<RehearsedImage> {
  const container = new Container(folder);
  await container.install(packages);
  const key = await container.serveSsh(sshPort);
  try {
    await copyTemplate(folder, sshPort, key);
    return { container, build: provision(folder) };
  } finally {
    await container.stop();
  }
}

/** The template with its own provisioners, and the container for a source. */
async function copyTemplate(folder: string, sshPort: number, key: string): Promise<void> {
  await cp(PACKER_FOLDER, join(folder, "packer"), { recursive: true });
  for (const [name, text] of await templateFiles()) {
    const copy = forPacker16(text).replace("source.amazon-ebs.appliance", "source.null.rehearsal");
    await writeFile(join(folder, "packer", name), copy);
  }
  const connection = [`ssh_host = "127.0.0.1"`, `ssh_port = ${sshPort}`, `ssh_username = "root"`];
  const lines = [`communicator = "ssh"`, ...connection, `ssh_private_key_file = "${key}"`].join("\n");
  await writeFile(join(folder, "packer/source.pkr.hcl"), `source "null" "rehearsal" {\n${lines}\n}\n`);
  await bundleCapture(resolve(__dirname, "../.."), join(folder, CAPTURE_BUNDLE));
  await bundleProcess(resolve(__dirname, "../.."), join(folder, PROCESS_BUNDLE));
}

function provision(folder: string): RehearsedImage["build"] {
  const vars = ["region=eu-central-1", "image_version=0.0.0"].flatMap((value) => ["-var", value]);
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  return spawnSync("packer", ["build", "-color=false", ...vars, "packer"], { cwd: folder, encoding: "utf8", env });
}
