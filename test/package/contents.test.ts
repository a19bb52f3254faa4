import { requires } from "../support/requirements";
import { PackedPackage } from "./packed-package";

/** What the tarball may hold, and for whom. */
const ALLOWED: readonly { readonly files: RegExp; readonly why: string }[] = [
  { files: /^package\.json$/, why: "npm" },
  { files: /^(README|CHANGELOG)\.md$/, why: "whoever decides whether to use it, or to upgrade" },
  { files: /^LICENSE$/, why: "the license asks for it" },
  { files: /^dist\/modules\/(analyzer|contracts|mirror|sessions)\/.*\.(js|d\.ts)$/, why: "programs that import it" },
  { files: /^dist\/main\.js$/, why: "who deploys by a file of settings" },
  { files: /^dist\/scripts\/(cli|shard-worker)\.js$/, why: "who runs tls-mirror" },
  { files: /^dist\/appliance\/\w+\.cjs$/, why: "the image" },
  { files: /^packer\/(.*\.(hcl|sh|json|network|conf|service|path)|files\/lib\/[\w-]+)$/, why: "who builds the image" },
  { files: /^terraform\/.*\.(tf|md)$/, why: "who uses Terraform without CDKTF" },
  { files: /^docs\/[^/]+\.md$/, why: "readers" },
  { files: /^docs\/policies\/[\w-]+\.(json|md)$/, why: "who reviews what a role may do" },
  { files: /^docs\/prices\.json$/, why: "who checks what docs/costs.md says" },
];

/** Where execution begins: the other files of code are there for these. */
const ENTRIES = [
  "dist/modules/mirror/index.js",
  "dist/modules/analyzer/index.js",
  "dist/modules/contracts/index.js",
  "dist/main.js",
  "dist/scripts/cli.js",
];

/** A third more than it is, half of which is the S3 client for the image: one more library bundled shows. */
const MAX_TARBALL_BYTES = 1_200_000;

requires({ commands: ["tar"] })("the package that is published", () => {
  let packed: PackedPackage;

  beforeAll(() => {
    packed = new PackedPackage();
  }, 60_000);
  afterAll(() => {
    packed.remove();
  });

  test("holds nothing that no user needs", () => {
    const unneeded = packed.files().filter((file) => !ALLOWED.some(({ files }) => files.test(file)));
    expect(unneeded).toEqual([]);
  });

  test("holds each kind of file that it is published for", () => {
    const absent = ALLOWED.filter(({ files }) => !packed.files().some((file) => files.test(file)));
    expect(absent).toEqual([]);
  });

  test("holds every module that its programs load", () => {
    const missing = [...packed.reachedFrom(ENTRIES)].filter((file) => !packed.files().includes(file));
    expect(missing).toEqual([]);
  });

  test("holds no script that its programs do not load", () => {
    const reached = packed.reachedFrom(ENTRIES);
    const scripts = packed.files().filter((file) => file.startsWith("dist/scripts/"));
    expect(scripts.filter((file) => !reached.has(file))).toEqual([]);
  });

  test("loads no package that it does not ask for", () => {
    const manifest = JSON.parse(packed.text("package.json")) as Readonly<
      Record<string, Readonly<Record<string, string>>>
    >;
    const asked = ["dependencies", "optionalDependencies", "peerDependencies"].flatMap((kind) =>
      Object.keys(manifest[kind] ?? {}),
    );
    const strangers = packed.packagesLoaded().filter((name) => !asked.includes(name));
    expect(strangers).toEqual([]);
  });

  test("begins its command line with the line that makes it a program", () => {
    const { bin } = JSON.parse(packed.text("package.json")) as { bin: Record<string, string> };
    for (const program of Object.values(bin)) expect(packed.text(program)).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test("is as small as it was", () => {
    expect(packed.size).toBeLessThan(MAX_TARBALL_BYTES);
  });
});
