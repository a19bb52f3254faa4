import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";

const ROOT = join(__dirname, "../..");

/** The package as `npm publish` would send it, made of what `npm test` has built and unpacked in a temporary folder. */
export class PackedPackage {
  readonly #folder = mkdtempSync(join(tmpdir(), "packed-"));
  readonly #tarball: string;

  constructor() {
    // Without scripts: `prepack` builds again, under the feet of tests that run what is built.
    const options = ["--ignore-scripts", "--json", "--pack-destination", this.#folder];
    const [packed] = JSON.parse(run("npm", ["pack", ...options], ROOT)) as { filename: string }[];
    if (packed === undefined) throw new Error("npm pack made nothing");
    this.#tarball = join(this.#folder, packed.filename);
    run("tar", ["-xzf", this.#tarball], this.#folder);
  }

  /** The file that npm publishes. */
  get tarball(): string {
    return this.#tarball;
  }

  /** Where it is unpacked. */
  get path(): string {
    return join(this.#folder, "package");
  }

  /** Bytes of the tarball. */
  get size(): number {
    return statSync(this.#tarball).size;
  }

  /** Every file, as a path with slashes, in order. */
  files(): string[] {
    return readdirSync(this.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(this.path.length + 1)
          .replaceAll("\\", "/"),
      )
      .sort();
  }

  text(file: string): string {
    return readFileSync(join(this.path, file), "utf8");
  }

  /** Files that `entries` load, themselves included, by what the built code requires; those that are missing among them. */
  reachedFrom(entries: readonly string[]): Set<string> {
    const files = new Set(this.files());
    const reached = new Set<string>();
    const queue = [...entries];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (reached.has(file)) continue;
      reached.add(file);
      if (!files.has(file)) continue;
      for (const request of requests(this.text(file))) {
        if (request.startsWith(".")) queue.push(resolved(posix.join(posix.dirname(file), request), files));
      }
    }
    return reached;
  }

  /**
   * Names of the packages that its code loads, besides Node's own modules.
   *
   * Without the image's bundles: there are no packages on the image, and what they look for there is optional to them.
   */
  packagesLoaded(): string[] {
    const code = this.files().filter((file) => /\.c?js$/.test(file) && !file.startsWith("dist/appliance/"));
    const names = code.flatMap((file) => requests(this.text(file)).map(packageOf));
    return [...new Set(names)].filter((name) => name !== "." && name !== ".." && !isBuiltin(name)).sort();
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What built code loads: modules, and threads, which it starts from the file beside itself. */
function requests(code: string): string[] {
  const modules = [...code.matchAll(/\b(?:require|import)\("([^"$]+)"\)/g)].map(([, request]) => request ?? "");
  const threads = [...code.matchAll(/\b__dirname, "([\w-]+\.js)"/g)].map(([, file]) => `./${file}`);
  return [...modules, ...threads];
}

/** The package of a module: two parts of the name if it has a scope. */
function packageOf(request: string): string {
  return request.split("/", request.startsWith("@") ? 2 : 1).join("/");
}

/** As Node finds a module without its extension. */
function resolved(path: string, files: ReadonlySet<string>): string {
  return [path, `${path}.js`, `${path}/index.js`].find((candidate) => files.has(candidate)) ?? `${path}.js`;
}

/** Standard output of a program that must not fail. */
export function run(
  program: string,
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
