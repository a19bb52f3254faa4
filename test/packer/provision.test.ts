import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { requires } from "../support/requirements";
import { PACKER_FOLDER, parsed } from "./template";

const FOLDER = join(PACKER_FOLDER, "provision");

describe("provisioning", () => {
  test("runs every script there is, the distribution's part first and hardening last", async () => {
    const { build } = (await parsed("build.pkr.hcl")) as {
      build: [{ provisioner: { shell: { scripts?: string[] }[] } }];
    };
    const scripts = build[0].provisioner.shell.flatMap((shell) => shell.scripts ?? []);
    const names = scripts.map((path) => path.replace("${path.root}/provision/", ""));

    expect(names).toEqual(["packages.sh", "install.sh", "verify.sh", "harden.sh"]);
    expect([...names].sort()).toEqual((await readdir(FOLDER)).sort());
  });

  test("stops at the first command that fails or name that is not set", async () => {
    for (const name of await readdir(FOLDER)) {
      expect([name, await readFile(join(FOLDER, name), "utf8")]).toEqual([
        name,
        expect.stringMatching(/^#!\/bin\/sh\n# .+\nset -eu\n/),
      ]);
    }
  });

  test("names the distribution's package managers in one script alone", async () => {
    const naming: string[] = [];
    for (const name of await readdir(FOLDER)) {
      if (/\b(dnf|apt-get)\b/.test(await readFile(join(FOLDER, name), "utf8"))) naming.push(name);
    }

    expect(naming).toEqual(["packages.sh"]);
  });
});

requires({ commands: ["shellcheck"] })("provisioning, read by shellcheck", () => {
  test("has nothing to remark", async () => {
    const paths = (await readdir(FOLDER)).map((name) => join(FOLDER, name));
    paths.push(join(PACKER_FOLDER, "files/lib/follow-settings"));
    const { status, stdout } = spawnSync("shellcheck", paths, {
      encoding: "utf8",
    });

    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });
});
