// The arrows of docs/architecture.md, as rules. Stages of the analyzer stand in the order of the pipeline.
const STAGES = ["bytes", "capture", "decap", "flow", "tls", "engine", "policy", "verdict", "report", "order"];
// What is compiled to WebAssembly: flow comes last, since it hands its bytes to tls and takes its places from order, which writes
// records by report.
const ASSEMBLY_STAGES = ["bytes", "tls", "report", "order", "flow"];

/** A stage may import itself and stages before it. */
const stageRules = (folder, stages) =>
  stages.slice(0, -1).map((stage, index) => ({
    name: `${folder}/${stage}-imports-only-earlier-stages`,
    severity: "error",
    from: { path: `^modules/${folder}/${stage}/` },
    to: { path: `^modules/${folder}/(${stages.slice(index + 1).join("|")})/` },
  }));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "modules-do-not-import-each-other",
      comment: "What two modules share lives in modules/contracts.",
      severity: "error",
      from: { path: "^modules/([^/]+)/" },
      to: { path: "^modules/", pathNot: "^modules/($1|contracts)/" },
    },
    {
      name: "contracts-import-nothing",
      severity: "error",
      from: { path: "^modules/contracts/" },
      to: { pathNot: "^modules/contracts/" },
    },
    {
      name: "modules-never-import-scripts",
      severity: "error",
      from: { path: "^modules/" },
      to: { path: "^(scripts/|main\\.ts|test/)" },
    },
    {
      name: "stages-do-not-import-the-whole",
      comment: "The files at the top of modules/analyzer wire the stages; no stage knows them.",
      severity: "error",
      from: { path: "^modules/analyzer/[^/]+/" },
      to: { path: "^modules/analyzer/[^/]+\\.ts$" },
    },
    {
      name: "analyze-loads-no-cdktf",
      comment: "Analyzing a capture must not need the 410 MB of optional peers.",
      severity: "error",
      from: { path: "^(scripts/(?!start|build-ami)|modules/(analyzer|contracts))" },
      to: { path: "node_modules/(cdktf|constructs|@cdktf)/" },
    },
    {
      name: "pure-stages-do-no-input-or-output",
      severity: "error",
      from: { path: "^modules/analyzer/(bytes|decap|flow|tls|engine|policy|verdict|report|order)/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    {
      name: "assembly-imports-nothing-else",
      comment: "It has a compiler of its own; the places of what it tells are agreed on in one file.",
      severity: "error",
      from: { path: "^modules/analyzer/assembly/" },
      to: { pathNot: "^modules/analyzer/(assembly/|engine/facts\\.ts$)" },
    },
    {
      name: "assembly-is-not-imported",
      severity: "error",
      from: { pathNot: "^modules/analyzer/assembly/" },
      to: { path: "^modules/analyzer/assembly/" },
    },
    ...stageRules("analyzer", STAGES),
    ...stageRules("analyzer/assembly", ASSEMBLY_STAGES),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node", "types"] },
  },
};
