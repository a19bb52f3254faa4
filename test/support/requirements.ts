import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** What a group of tests needs from the machine besides Node. */
export interface Requirements {
  /** The terraform binary. The only one that CI may lack: nothing in Debian or npm installs it. */
  readonly terraform?: boolean;
  readonly root?: boolean;
  /** Linux, with the right to make network namespaces. */
  readonly networkNamespaces?: boolean;
  /** Programs on PATH, for instance `tcpdump`, `tshark`, `packer`. */
  readonly commands?: readonly string[];
  /** Leave to install packages from npm, up to a gigabyte on disk: what CI gives, and nobody who just runs the tests. */
  readonly npmInstalls?: boolean;
}

/** What this machine offers. */
export interface Machine {
  isRoot(): boolean;
  canMakeNetworkNamespaces(): boolean;
  hasCommand(name: string): boolean;
  mayInstallFromNpm(): boolean;
}

/** One thing the machine lacks, as an engineer would ask for it. */
export interface Lack {
  readonly what: string;
  /** Whether its absence fails the run where `CI=true`. */
  readonly failsInCi: boolean;
}

/** Debian packages that are not named like their command. */
const PACKAGES: Readonly<Record<string, string>> = {
  ip: "iproute2",
  tc: "iproute2",
  dumpcap: "wireshark-common",
  capinfos: "wireshark-common",
  editcap: "wireshark-common",
  sysctl: "procps",
  umount: "mount",
  tcprewrite: "tcpreplay",
  mke2fs: "e2fsprogs",
  debugfs: "e2fsprogs",
  systemctl: "systemd",
  journalctl: "systemd",
  "systemd-analyze": "systemd",
  "systemd-nspawn": "systemd-container",
  "qemu-system-x86_64": "qemu-system-x86",
};

/**
 * `describe` for tests that need more than Node.
 *
 * Where something is missing, the group is skipped with one line on standard error that says what. With `CI=true`
 * it fails instead, so that CI cannot become green by skipping; terraform alone is skipped there too.
 *
 * ```ts
 * requires({ root: true, commands: ["tcpdump"] })("a mirrored capture", () => { … });
 * ```
 */
export function requires(
  requirements: Requirements,
  machine: Machine = THIS_MACHINE,
  ci: boolean = process.env["CI"] === "true",
): (title: string, tests: () => void) => void {
  const lacks = lacksOf(machine, requirements);
  if (lacks.length === 0) return describe;

  const missing = lacks.map((lack) => lack.what).join(", ");
  if (ci && lacks.some((lack) => lack.failsInCi)) {
    return (title) => {
      describe(title, () => {
        test("finds on this machine what it needs", () => {
          throw new Error(missingInCi(missing));
        });
      });
    };
  }
  return (title, tests) => {
    process.stderr.write(`${ci ? "WARNING: " : ""}skipped "${title}": this machine lacks ${missing}\n`);
    describe.skip(title, tests);
  };
}

/** What of `requirements` the machine does not have; empty when the tests can run. */
export function lacksOf(machine: Machine, requirements: Requirements): Lack[] {
  const lacks: Lack[] = [];
  if (requirements.terraform === true && !machine.hasCommand("terraform")) {
    lacks.push({ what: "terraform (https://developer.hashicorp.com/terraform/install)", failsInCi: false });
  }
  if (requirements.root === true && !machine.isRoot()) {
    lacks.push({ what: "root (run the tests with sudo)", failsInCi: true });
  }
  if (requirements.networkNamespaces === true && !machine.canMakeNetworkNamespaces()) {
    lacks.push({ what: "Linux network namespaces (run on Linux as root)", failsInCi: true });
  }
  if (requirements.npmInstalls === true && !machine.mayInstallFromNpm()) {
    lacks.push({ what: "leave to install a gigabyte of packages from npm (set CI=true)", failsInCi: true });
  }
  for (const command of requirements.commands ?? []) {
    if (machine.hasCommand(command)) continue;
    lacks.push({ what: `${command} (apt-get install ${PACKAGES[command] ?? command})`, failsInCi: true });
  }
  return lacks;
}

export const missingInCi = (missing: string): string =>
  `CI=true, and this machine lacks ${missing}. Install it in .ci/run: CI does not skip these tests.`;

const THIS_MACHINE: Machine = {
  isRoot: () => process.getuid?.() === 0,
  canMakeNetworkNamespaces: () => process.platform === "linux" && spawnSync("unshare", ["--net", "true"]).status === 0,
  hasCommand: (name) =>
    (process.env["PATH"] ?? "")
      .split(delimiter)
      .filter((folder) => folder !== "")
      .some((folder) => isExecutable(join(folder, name))),
  mayInstallFromNpm: () => process.env["CI"] === "true",
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
