import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileEngine } from "../../scripts/engine/compile";

const ROOT = join(__dirname, "../..");
const COMPILED = join(ROOT, "dist/test-engines");

/** What AssemblyScript is compiled from. */
const SOURCES = ["modules/analyzer/assembly", "modules/analyzer/engine/facts.ts", "test/assembly"];

/** What else decides how they come out. */
const TOOLS = ["scripts/engine/compile.ts", "test/support/test-engines.ts", "node_modules/assemblyscript/package.json"];

interface TestEngine {
  readonly entry: string;
  /** By files of the engine, those that take their place. */
  readonly replaced: Readonly<Record<string, string>>;
}

/** The engine with parts of it left out or laid open, for tests of one stage alone. */
const TEST_ENGINES = {
  /** Everything but the reading of TLS and the order of records: what they would be handed is told outside. */
  flow: {
    entry: "test/assembly/flow-parts.ts",
    replaced: {
      "modules/analyzer/assembly/flow/report-begin.ts": "test/assembly/observed-report-begin.ts",
      "modules/analyzer/assembly/tls/reading.ts": "test/assembly/observed-reading.ts",
    },
  },
  /** The readers of records and handshake messages: what they find is told outside. */
  records: {
    entry: "test/assembly/record-parts.ts",
    replaced: {
      "modules/analyzer/assembly/tls/message-contents.ts": "test/assembly/observed-messages.ts",
      "modules/analyzer/assembly/tls/notes.ts": "test/assembly/observed-losses.ts",
      "modules/analyzer/assembly/tls/record-contents.ts": "test/assembly/observed-records.ts",
    },
  },
  /** Readers of TLS, each for itself. */
  tls: { entry: "test/assembly/tls-parts.ts", replaced: {} },
  /** Writers of the pieces of a record's line, each for itself. */
  report: { entry: "test/assembly/report-parts.ts", replaced: {} },
  /** The order of records, put into places by hand with the lines that are made of them. */
  order: {
    entry: "test/assembly/order-parts.ts",
    replaced: { "modules/analyzer/assembly/report/line.ts": "test/assembly/raw-lines.ts" },
  },
} satisfies Record<string, TestEngine>;

/** The compiled bytes of a test engine. */
export function testEngine(name: keyof typeof TEST_ENGINES): Buffer {
  return readFileSync(join(COMPILED, `${name}.wasm`));
}

/** Compiles those that are older than what they are made of, once before all tests: jest's global setup. */
export default function compileTestEngines(): void {
  mkdirSync(COMPILED, { recursive: true });
  const changedAt = Math.max(...[...SOURCES, ...TOOLS].map((source) => newest(join(ROOT, source))));
  for (const [name, engine] of Object.entries(TEST_ENGINES)) {
    const file = join(COMPILED, `${name}.wasm`);
    if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > changedAt) continue;
    // Never half a file: another run of tests may be reading it.
    writeFileSync(`${file}.${process.pid}`, compiled(engine));
    renameSync(`${file}.${process.pid}`, file);
  }
}

/** When anything in a file or folder changed last. */
function newest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function compiled({ entry, replaced }: TestEngine): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "tls-mirror-test-engine-"));
  try {
    for (const source of SOURCES) cpSync(join(ROOT, source), join(folder, source), { recursive: true });
    for (const [file, other] of Object.entries(replaced)) copyFileSync(join(ROOT, other), join(folder, file));
    return compileEngine(ROOT, entry, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
