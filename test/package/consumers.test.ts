import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { requires } from "../support/requirements";
import { PackedPackage, run } from "./packed-package";

const ROOT = join(__dirname, "../..");

/** What a consumer has installed beside the package. */
const INSTALLED = ["@cdktf/provider-aws", "@types/node", "cdktf", "commander", "constructs", "fzstd", "lz4-napi"];

const ENTRY_POINTS = ["cdktf-tls-mirror", "cdktf-tls-mirror/analyzer", "cdktf-tls-mirror/contracts"];

/** Mistakes are expected to be found, which they are not where a type could not be resolved and is anything. */
const PROGRAM = `
import { FilterSimulator, MirrorFilter, RuleAction, TrafficDirection, type MirrorFilterProps } from "cdktf-tls-mirror";
import { Analyzer, CaptureReader } from "cdktf-tls-mirror/analyzer";
import { RECORD_VERSION, type ConnectionRecord } from "cdktf-tls-mirror/contracts";

const rule = {
  ruleNumber: 1,
  trafficDirection: TrafficDirection.INGRESS,
  ruleAction: RuleAction.ACCEPT,
  sourceCidrBlock: "0.0.0.0/0",
  destinationCidrBlock: "0.0.0.0/0",
};
export const props: MirrorFilterProps = { deployment: "prod", rules: [rule] };
// @ts-expect-error deployment is a name
export const wrongProps: MirrorFilterProps = { deployment: 1, rules: [rule] };
// @ts-expect-error there is no such field
export type Nothing = ConnectionRecord["nothing"];

const { mirrored } = new FilterSimulator(props.rules).decide({
  trafficDirection: TrafficDirection.INGRESS,
  sourceAddress: "203.0.113.5",
  destinationAddress: "10.0.1.10",
  protocol: 6,
});
const analyzer = new Analyzer((record: ConnectionRecord) => record.outcome);
// @ts-expect-error a record is no number
export const wrongAnalyzer = new Analyzer((record: number) => record);

const made = [typeof MirrorFilter.forListeners, typeof CaptureReader.open, analyzer.counts.packets];
console.log(JSON.stringify([mirrored, RECORD_VERSION, ...made]));
`;

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  types: ["node"],
  strict: true,
};

interface Consumer {
  readonly title: string;
  readonly file: string;
  readonly options: ts.CompilerOptions;
}

const { ModuleKind, ModuleResolutionKind } = ts;

const CONSUMERS: readonly Consumer[] = [
  {
    title: "CommonJS, as the templates of CDKTF set it up",
    file: "classic.ts",
    options: { module: ModuleKind.CommonJS, moduleResolution: ModuleResolutionKind.Node10 },
  },
  { title: "CommonJS by node16", file: "node16.cts", options: { module: ModuleKind.Node16 } },
  { title: "an ECMAScript module by nodenext", file: "nodenext.mts", options: { module: ModuleKind.NodeNext } },
  {
    title: "an ECMAScript module by bundler",
    file: "bundler.mts",
    options: { module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler },
  },
];

requires({ commands: ["tar"] })("a program that imports the published package", () => {
  let folder: string;

  beforeAll(() => {
    const packed = new PackedPackage();
    // The compiler names files by their real paths, and the temporary folder may be a link.
    folder = realpathSync(mkdtempSync(join(tmpdir(), "consumer-")));
    cpSync(packed.path, join(folder, "node_modules", "cdktf-tls-mirror"), { recursive: true });
    packed.remove();
    for (const name of INSTALLED) {
      const link = join(folder, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(ROOT, "node_modules", name), link);
    }
  }, 60_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(CONSUMERS)(
    "compiles and runs as $title",
    ({ file, options }) => {
      writeFileSync(join(folder, file), PROGRAM);
      expect(problemsOf(folder, file, options)).toEqual([]);
      const compiled = file.replace(/ts$/, "js");
      const { outputText } = ts.transpileModule(PROGRAM, {
        fileName: file,
        compilerOptions: { ...OPTIONS, ...options },
      });
      writeFileSync(join(folder, compiled), outputText);
      expect(JSON.parse(run(process.execPath, [compiled], folder))).toEqual([true, 1, "function", "function", 0]);
    },
    60_000,
  );

  test("finds by import every name that it finds by require", () => {
    const names = `
      import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      const lost = [];
      for (const entry of ${JSON.stringify(ENTRY_POINTS)}) {
        const required = Object.keys(require(entry));
        const imported = await import(entry);
        if (required.length === 0) throw new Error(entry + " exports nothing");
        lost.push(...required.filter((name) => !(name in imported)).map((name) => entry + " " + name));
      }
      console.log(JSON.stringify(lost));
    `;
    writeFileSync(join(folder, "names.mjs"), names);
    expect(JSON.parse(run(process.execPath, ["names.mjs"], folder))).toEqual([]);
  }, 60_000);
});

/** What the compiler says of a file, and of the package's own declarations. */
function problemsOf(folder: string, file: string, options: ts.CompilerOptions): string[] {
  const typeRoots = [join(folder, "node_modules", "@types")];
  const program = ts.createProgram([join(folder, file)], { ...OPTIONS, ...options, typeRoots });
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(folder))
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map((problem) => `${problem.file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
}
