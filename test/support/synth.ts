import { rmSync } from "node:fs";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Testing, TerraformStack } from "cdktf";

/** One resource or data source of a synthesized stack, in Terraform's names. */
export type Block = Readonly<Record<string, unknown>>;

interface StackJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly output?: Readonly<Record<string, Block>>;
  readonly check?: Readonly<Record<string, Block>>;
}

/** A synthesized stack that a test asks questions. */
export class SynthesizedStack {
  readonly #json: StackJson;

  constructor(readonly text: string) {
    this.#json = JSON.parse(text) as StackJson;
  }

  /** Every resource of one type, in the order of their names. */
  resources(type: string): Block[] {
    return Object.values(this.#json.resource?.[type] ?? {});
  }

  /** The resource of a type of which there must be one. */
  resource(type: string): Block {
    return single(type, this.resources(type));
  }

  /** The data source of a type of which there must be one. */
  dataSource(type: string): Block {
    return single(type, Object.values(this.#json.data?.[type] ?? {}));
  }

  /** What Terraform computes once and names. */
  locals(): Readonly<Record<string, unknown>> {
    return this.#json.locals ?? {};
  }

  /** What Terraform looks at after a plan, and warns of, by name. */
  checks(): Readonly<Record<string, Block>> {
    return this.#json.check ?? {};
  }

  /** Addresses of everything that Terraform keeps in its state: an address that changes replaces what is deployed. */
  addresses(): string[] {
    const names = (types: StackJson["resource"], prefix: string) =>
      Object.entries(types ?? {}).flatMap(([type, blocks]) =>
        Object.keys(blocks).map((name) => `${prefix}${type}.${name}`),
      );
    return [...names(this.#json.resource, ""), ...names(this.#json.data, "data."), ...this.outputs()].sort();
  }

  /** Outputs, as `output.NAME`. */
  outputs(): string[] {
    return Object.keys(this.#json.output ?? {}).map((name) => `output.${name}`);
  }
}

/** Synthesizes a stack named `stack` with validations on. */
export function synth(build: (stack: TerraformStack) => void): SynthesizedStack {
  const app = Testing.app();
  try {
    const stack = new TerraformStack(app, "stack");
    new AwsProvider(stack, "Aws", { region: "eu-central-1" });
    build(stack);
    return new SynthesizedStack(Testing.synth(stack, true));
  } finally {
    // CDKTF makes a temporary folder for each app and leaves it behind.
    rmSync(app.outdir, { recursive: true, force: true });
  }
}

/** The problems for which synthesis is refused, one a line; fails the test when it is not. */
export function refusal(build: (stack: TerraformStack) => void): string {
  try {
    synth(build);
  } catch (error) {
    if (error instanceof Error) return withoutFrame(error.message);
    throw error;
  }
  throw new Error("synthesis was expected to be refused");
}

/** What CDKTF says around the problems that validations found at the end is the same for all. */
function withoutFrame(message: string): string {
  const [, problems] = /^Validation failed with the following errors:\n {2}([^]*?)\n\n/.exec(message) ?? [];
  return problems?.replaceAll("\n  ", "\n") ?? message;
}

function single(type: string, blocks: readonly Block[]): Block {
  const [block, ...others] = blocks;
  if (block === undefined || others.length > 0) throw new Error(`expected one ${type}, found ${blocks.length}`);
  return block;
}
