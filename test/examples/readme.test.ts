import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { composed } from "../support/composed-app";
import { stacksOfProgram } from "./program";

const ROOT = join(__dirname, "..", "..");
const EXAMPLES = join(ROOT, "examples");

const has = (example: string, ending: string) =>
  readdirSync(join(EXAMPLES, example)).some((file) => file.endsWith(ending));

/** Examples that this app or a program of their own synthesizes. */
const examples = readdirSync(EXAMPLES)
  .filter((name) => has(name, ".json") || has(name, "main.ts"))
  .sort();

/** Ids of all stacks that an example's settings files or program make. */
function stacksOf(example: string): string[] {
  if (has(example, "main.ts")) return [...stacksOfProgram(example).keys()];
  const files = readdirSync(join(EXAMPLES, example)).filter((file) => file.endsWith(".json"));
  return [...new Set(files.flatMap((file) => [...composed(join(EXAMPLES, example, file)).keys()]))].sort();
}

/** Each part of `text` that the expression's group captures, once. */
const all = (text: string, expression: RegExp) => [...new Set([...text.matchAll(expression)].map(([, part]) => part!))];

/** Links of a page to files of the repository that are not there. */
const deadLinks = (path: string) =>
  all(readFileSync(path, "utf8"), /\]\((?!https?:|#)([^)#]+)/g).filter(
    (link) => !existsSync(join(dirname(path), link)),
  );

// Programs run in a Node of their own.
jest.setTimeout(60_000);

describe.each(examples)("the README of the example %s", (example) => {
  const path = join(EXAMPLES, example, "README.md");
  const text = readFileSync(path, "utf8");

  test("tells what is made, set, deployed, removed and billed, in this order", () => {
    expect(all(text, /^## (.*)$/gm)).toEqual(["Settings", "Deploy", "Remove", "What it costs"]);
  });

  test("names in its commands the stacks that the example makes, all of them", () => {
    const [, commands = ""] = text.split("## Deploy\n");
    const loops = all(commands, /^for stack in (.*); do$/gm).flatMap((list) => list.split(" "));
    const named = all(commands, /-chdir=cdktf\.out\/stacks\/([\w-]+)/g);

    expect([...new Set([...named, ...loops])].sort()).toEqual(stacksOf(example));
  });

  test("names in its commands only files that are there", () => {
    const files = [...all(text, /TLS_MIRROR_SETTINGS=(\S+)/g), ...all(text, /npx tsx (\S+)/g)];

    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  test("links to nothing that is not there", () => {
    expect(deadLinks(path)).toEqual([]);
  });
});

describe("docs/deploy.md", () => {
  const path = join(ROOT, "docs", "deploy.md");

  test("leads to every example", () => {
    expect(all(readFileSync(path, "utf8"), /\]\(\.\.\/examples\/([\w-]+)\)/g).sort()).toEqual(
      expect.arrayContaining(examples),
    );
  });

  test("links to nothing that is not there, also within itself", () => {
    const text = readFileSync(path, "utf8");
    const headings = all(text, /^#+ (.*)$/gm).map((heading) => heading.toLowerCase().replaceAll(" ", "-"));

    expect(deadLinks(path)).toEqual([]);
    expect(all(text, /\]\(#([^)]+)\)/g).filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });
});
