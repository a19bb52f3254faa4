import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "@cdktf/hcl2json";

export const PACKER_FOLDER = resolve(__dirname, "../../packer");

/** The template's files, by name. */
export async function templateFiles(): Promise<Map<string, string>> {
  const names = (await readdir(PACKER_FOLDER)).filter((name) => name.endsWith(".pkr.hcl"));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(PACKER_FOLDER, name), "utf8")] as const)),
  );
}

/** One file of the template as JSON; blocks are lists, expressions are strings in `${}`. */
export async function parsed(name: string): Promise<Record<string, unknown>> {
  const text = (await templateFiles()).get(name);
  if (text === undefined) throw new Error(`packer/${name} does not exist`);
  return parse(name, text);
}

/**
 * A file as Packer 1.6.6 can read it, which Debian has: without the block for plugins, which are built in there,
 * without validations by `regex`, a function it lacks, and without the arguments that came with plugins of their own.
 */
export function forPacker16(text: string): string {
  return text
    .replace(/^packer \{\n[^]*?\n\}\n/m, "")
    .replace(/\n {2}validation \{\n {4}condition .*\bregex\([^]*?\n {2}\}\n/g, "\n")
    .replace(/\n {2}metadata_options \{\n[^]*?\n {2}\}\n/g, "\n")
    .replace(/\n {2}(imds_support|temporary_key_pair_type) .*/g, "");
}
