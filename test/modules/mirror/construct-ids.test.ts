import { TerraformDataSource, TerraformLocal, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import * as mirror from "../../../modules/mirror";
import { addEveryConstruct } from "../../package/every-construct";
import type { SynthesizedStack } from "../../support/synth";
import { synth } from "../../support/synth";

/** What Terraform knows a construct as; undefined for those that only hold others. */
function addressOf(construct: IConstruct): string | undefined {
  if (TerraformResource.isTerraformResource(construct)) {
    return `${construct.terraformResourceType}.${construct.friendlyUniqueId}`;
  }
  if (TerraformDataSource.isTerraformDataSource(construct)) {
    return `data.${construct.terraformResourceType}.${construct.friendlyUniqueId}`;
  }
  return construct instanceof TerraformLocal ? `local.${construct.friendlyUniqueId}` : undefined;
}

let constructs: readonly IConstruct[];
let stack: SynthesizedStack;

beforeAll(() => {
  stack = synth((scope) => {
    addEveryConstruct(scope, mirror);
    constructs = scope.node.findAll();
  });
});

describe("the ids of the public constructs", () => {
  test("cover every class of the public API", () => {
    const classes = Object.values(mirror).filter(
      (member) => typeof member === "function" && member.prototype instanceof Construct,
    );
    const made = new Set<unknown>(constructs.map((construct) => construct.constructor));
    expect(classes.filter((candidate) => !made.has(candidate))).toEqual([]);
  });

  test("cover everything that Terraform keeps of them", () => {
    const known = constructs.map(addressOf);
    expect(stack.addresses().filter((address) => !known.includes(address))).toEqual([]);
  });

  /** `terraform test` files of users may name them. */
  test("name the checks that Terraform makes of them", () => {
    expect(Object.keys(stack.checks()).sort().join("\n")).toMatchSnapshot();
  });

  /** A line that changes or goes replaces what users have deployed: that is a breaking release. `jest -u` writes it. */
  test("stay as they are", () => {
    const lines = constructs.flatMap((construct) => {
      const address = addressOf(construct);
      return address === undefined ? [] : [`${construct.node.path} -> ${address}`];
    });
    expect(lines.sort().join("\n")).toMatchSnapshot();
  });
});
