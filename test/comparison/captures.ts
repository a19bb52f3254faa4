import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { requires, type Requirements } from "../support/requirements";
import { folderMissing } from "./errors";

/** Names the folder of captures where it is not beside the checkout. */
const VARIABLE = "TLS_MIRROR_CAPTURES";
const BESIDE_THE_CHECKOUT = resolve(__dirname, "../../../shared/captures");

const CAPTURE_NAME = /\.pcap(ng)?(\.gz)?$/;

/** Folder with the captures of other projects; null on a machine that does not have them. */
export function capturesFolder(): string | null {
  const folder = process.env[VARIABLE] ?? BESIDE_THE_CHECKOUT;
  return existsSync(folder) ? folder : null;
}

/** All captures under a folder, in the order of their paths. */
export function capturesIn(folder: string): string[] {
  if (!existsSync(folder)) throw folderMissing(folder);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => CAPTURE_NAME.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** `describe` for tests that need the captures; where they are absent it skips with a line that says so. */
export function describeWithCaptures(title: string, requirements: Requirements, tests: (folder: string) => void): void {
  const folder = capturesFolder();
  if (folder !== null) {
    requires(requirements)(title, () => {
      tests(folder);
    });
    return;
  }
  process.stderr.write(`skipped "${title}": no captures at ${VARIABLE} or in shared/captures beside the checkout\n`);
  describe.skip(title, () => {
    test.todo("needs the captures of other projects");
  });
}
