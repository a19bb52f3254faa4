import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { requires } from "../support/requirements";

const ROOT = resolve(__dirname, "../..");

/** Stands for packer and aws: notes its arguments, and writes a manifest where a build is asked for. */
const STAND_IN = `#!/bin/sh
echo "$(basename "$0") $*" >> "$STAND_IN_LOG"
[ "$1" = "$STAND_IN_FAILS" ] && exit 1
for argument; do
  case "$argument" in
    manifest=*) [ "$1" = build ] && cat > "\${argument#manifest=}" <<END
{"builds":[{"packer_run_uuid":"r","artifact_id":"eu-central-1:ami-11,eu-west-1:ami-22"}],"last_run_uuid":"r"}
END
    ;;
  esac
done
exit 0
`;

/** Programs of this machine that the stand-ins and the build use. */
const BORROWED = ["bash", "basename", "cat", "git", "sh"];

let folder: string;
let log: string;

async function makeFolder(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "tls-mirror-ami-"));
  log = join(folder, "log");
  await writeFile(log, "");
  // Nothing else is on PATH, so that a packer of this machine's own is not found.
  for (const name of BORROWED) {
    await symlink(spawnSync("which", [name], { encoding: "utf8" }).stdout.trim(), join(folder, name));
  }
}

async function install(...names: string[]) {
  for (const name of names) {
    await writeFile(join(folder, name), STAND_IN);
    await chmod(join(folder, name), 0o755);
  }
}

function buildAmi(args: string[], fails = "nothing") {
  const env = { HOME: folder, PATH: folder, STAND_IN_LOG: log, STAND_IN_FAILS: fails };
  const script = join(ROOT, "scripts/build-ami.ts");
  return spawnSync(process.execPath, ["--import", "tsx", script, ...args], { cwd: ROOT, encoding: "utf8", env });
}

const HOME = ["--region", "eu-central-1"];

requires({ commands: ["which", ...BORROWED] })("the image build", () => {
  beforeEach(makeFolder);
  afterEach(() => rm(folder, { recursive: true }));

  test("ends with status 2 where Packer is missing, with the way to get it", () => {
    const { status, stderr } = buildAmi(HOME);

    expect(status).toBe(2);
    expect(stderr).toBe(
      "packer is not on PATH, and it is needed to build the image.\n" +
        "Install Packer 1.11 or later: https://developer.hashicorp.com/packer/install\n",
    );
  });

  test("ends with status 2 before it builds where the id could not be written afterwards", async () => {
    await install("packer");
    const { status, stderr } = buildAmi([...HOME, "--ssm-parameter", "/tls-mirror/image"]);

    expect(status).toBe(2);
    expect(stderr).toMatch(/^aws is not on PATH, and it is needed to write the SSM parameter\./);
    expect(await readFile(log, "utf8")).toBe("");
  });

  test("ends with status 2 and builds nothing where Packer finds the template invalid", async () => {
    await install("packer");
    const { status, stderr } = buildAmi(HOME, "validate");

    expect(status).toBe(2);
    expect(stderr).toBe("packer validate failed (exit status 1); what it printed above says why.\n");
    expect(await readFile(log, "utf8")).not.toContain("packer build");
  });

  test("prints what it would run in a dry run", async () => {
    await install("packer");
    const { status, stdout } = buildAmi([...HOME, "--dry-run"]);

    expect(status).toBe(0);
    expect(stdout).toMatch(/^packer build -var region=eu-central-1 -var image_version=\d+\.\d+\.\d+ -var commit=/);
    expect(await readFile(log, "utf8")).not.toContain("packer build");
  });

  test("prints the images and writes the one of its Region to the parameter", async () => {
    await install("packer", "aws");
    const { status, stdout, stderr } = buildAmi([...HOME, "--ssm-parameter", "/tls-mirror/image"]);

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe("eu-central-1 ami-11\neu-west-1 ami-22\n/tls-mirror/image is ami-11\n");
    expect((await readFile(log, "utf8")).split("\n").at(-2)).toBe(
      "aws ssm put-parameter --region eu-central-1 --name /tls-mirror/image --value ami-11 " +
        "--type String --data-type aws:ec2:image --overwrite",
    );
  });
});
