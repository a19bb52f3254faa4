import type { TerraformElement } from "cdktf";
import { TerraformLocal, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import type { Node } from "constructs";
import { Construct } from "constructs";
import type { ModuleOutput, ModuleVariable } from "./module-variable";

/** The oldest Terraform that lets a validation look at other variables. */
export const TERRAFORM_RANGE = ">= 1.9.0";

/** Provider versions that have every argument of the modules; the tests hold them against the first of these. */
export const AWS_PROVIDER_RANGE = ">= 6.25.0, < 7.0.0";

/** What a module says of itself. */
export interface ModuleDescription {
  readonly title: string;
  /** What the module makes, in one or two sentences. */
  readonly summary: string;
  /** Values of the variables with which the module's own tests plan. */
  readonly sample: Readonly<Record<string, unknown>>;
  /** What data sources find in those tests, by type. */
  readonly mockData?: Readonly<Record<string, unknown>>;
}

/** The part of a construct that names it. */
interface Named {
  readonly node: Node;
}

/**
 * Content of one exported module: resources as constructs, with Terraform's variables in place of values.
 *
 * It has neither provider nor backend; those are the caller's. Names follow the constructs' paths, so `Target/Resource`
 * is `target`: they are addresses in the state of whoever uses the module, and part of its interface.
 */
export class ModuleStack extends TerraformStack {
  readonly about: ModuleDescription;

  /** Apart from each other and from the resources, since Terraform lets one name stand for one of each. */
  readonly #scopes: { readonly variables: Construct; readonly locals: Construct; readonly outputs: Construct };
  readonly #variables: ModuleVariable[] = [];
  readonly #outputs: ModuleOutput[] = [];
  readonly #remarks = new Map<string, string>();

  constructor(scope: Construct, id: string, about: ModuleDescription) {
    super(scope, id);
    this.about = about;
    this.#scopes = {
      variables: new Construct(this, "Variables"),
      locals: new Construct(this, "Locals"),
      outputs: new Construct(this, "Outputs"),
    };
  }

  get variables(): readonly ModuleVariable[] {
    return this.#variables;
  }

  get outputs(): readonly ModuleOutput[] {
    return this.#outputs;
  }

  /** Why a local value is as it is, by its name. */
  get remarks(): ReadonlyMap<string, string> {
    return this.#remarks;
  }

  /** Adds a variable; the result refers to it. */
  addVariable(variable: ModuleVariable): TerraformVariable {
    this.#variables.push(variable);
    const element = new TerraformVariable(this.#scopes.variables, variable.name, {});
    element.overrideLogicalId(variable.name);
    return element;
  }

  /** Adds a value that Terraform computes once. `remark` stands above it. */
  addLocal(name: string, value: unknown, remark?: string): TerraformLocal {
    if (remark !== undefined) this.#remarks.set(name, remark);
    const element = new TerraformLocal(this.#scopes.locals, name, value);
    element.overrideLogicalId(name);
    return element;
  }

  addOutput({ name, description, value }: ModuleOutput & { readonly value: unknown }): void {
    this.#outputs.push({ name, description });
    new TerraformOutput(this.#scopes.outputs, name, { value, description, staticId: true });
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const { scopes } = isNamed(element) ? element.node : element;
    return scopes
      .slice(scopes.indexOf(this) + 1)
      .map((scope) => scope.node.id)
      .filter((id) => id !== "Resource")
      .map(snakeCase)
      .join("_");
  }
}

/** `virtualNetworkId` is `virtual_network_id`. */
function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

function isNamed(element: Named | Node): element is Named {
  return "node" in element;
}
