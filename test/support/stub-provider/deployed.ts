import type { Scenario } from "./terraform";
import { TerraformFolder } from "./terraform";

/** What an account holds of one balancer: its interfaces. */
export function balancer(name: string, ids: string[]): NonNullable<Scenario["answers"]>[number] {
  return { type: "aws_network_interfaces", filter: { description: `ELB app/${name}` }, attributes: { ids } };
}

/** Deploys stacks one after the other, and forgets them all when a test is over. */
export class Deployments {
  readonly #folders: TerraformFolder[] = [];

  /** A folder of the stack, initialized. */
  open(stack: string, scenario: Scenario = {}): TerraformFolder {
    const folder = new TerraformFolder(stack, scenario);
    this.#folders.push(folder);
    expect(folder.init()).toMatchObject({ status: 0 });
    return folder;
  }

  /** A folder of the stack, which is valid, applied, and needs no change after that. */
  deploy(stack: string, scenario: Scenario = {}): TerraformFolder {
    const folder = this.open(stack, scenario);
    expect(folder.validate()).toMatchObject({ status: 0 });
    expect(folder.apply()).toMatchObject({ status: 0 });
    expect(folder.plan()).toMatchObject({ status: 0 });
    return folder;
  }

  remove(): void {
    for (const folder of this.#folders.splice(0)) folder.remove();
  }
}
