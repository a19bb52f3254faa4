import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { requires } from "../support/requirements";
import { tlsMirror } from "../support/run-cli";
import type { StackJson } from "./installed-app";
import { InstalledApp } from "./installed-app";
import { PackedPackage } from "./packed-package";

const ROOT = join(__dirname, "../..");
const CAPTURE = join(ROOT, "test/fixtures/mirrored.pcap");

/** What the constructs are written for, as this repository has it. */
const CDKTF = Object.fromEntries(["cdktf", "@cdktf/provider-aws", "constructs"].map((name) => [name, versionOf(name)]));

/** CDK Terrain, the maintained successor, under the names of what it succeeds; it needs Node 22. */
const CDKTN = {
  cdktf: "npm:cdktn@0.24",
  "@cdktf/provider-aws": "npm:@cdktn/provider-aws@25",
  constructs: ">=10.7.0 <10.8.0",
  node: `npm:node-${process.platform}-${process.arch}@22`,
};

// A minute each where nothing is in npm's cache.
jest.setTimeout(300_000);

requires({ npmInstalls: true })("the package, installed by npm", () => {
  let packed: PackedPackage;
  const apps: InstalledApp[] = [];

  function install(dependencies: Readonly<Record<string, string>>, ...options: string[]): InstalledApp {
    const app = new InstalledApp({ "cdktf-tls-mirror": `file:${packed.tarball}`, ...dependencies }, ...options);
    apps.push(app);
    return app;
  }

  beforeAll(() => {
    packed = new PackedPackage();
  });
  afterAll(() => {
    for (const app of apps) app.remove();
    packed.remove();
  });

  test("analyzes a capture where nothing optional is there", () => {
    const app = install({}, "--omit=optional");
    const optional = ["cdktf", "constructs", "@cdktf/provider-aws", "@duckdb/node-api"];
    expect(optional.filter((name) => existsSync(join(app.path, "node_modules", name)))).toEqual([]);

    const program = join(app.path, "node_modules", ".bin", "tls-mirror");
    const args = ["analyze", CAPTURE, "--format", "ndjson"];
    const records = app.run(program, ...args);
    expect(records.split("\n")).toHaveLength(11);
    expect(records).toBe(tlsMirror(args).stdout);
    expect(app.run(program, ...args, "--threads", "2")).toBe(records);
  });

  test("synthesizes the same under CDKTF and under CDK Terrain", () => {
    const cdktf = install(CDKTF).synthesize();
    const terrain = install(CDKTN);
    const cdktn = terrain.synthesize(join(terrain.path, "node_modules", "node", "bin", "node"));

    expect(terrain.run(join(terrain.path, "node_modules", "node", "bin", "node"), "--version")).toMatch(/^v22\./);
    expect(Object.keys(cdktf["resource"] as object)).toContain("aws_ec2_traffic_mirror_session");
    expect(cdktn["resource"]).toEqual(cdktf["resource"]);
    expect(withoutVersions(cdktn)).toEqual(withoutVersions(cdktf));
  });
});

/** A stack less what tells the tools it was made with: versions, where the provider comes from, and the backend. */
function withoutVersions(stack: StackJson): StackJson {
  return Object.fromEntries(Object.entries(stack).filter(([block]) => block !== "//" && block !== "terraform"));
}

function versionOf(name: string): string {
  const manifest = readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
