import { jsiiErrors } from "./jsii-project";

/** What jsii must refuse, so that its silence about the real API means something. */
const UNTRANSLATABLE = `
export interface ThingProps {
  readonly names: readonly string[];
}

export interface Outputs {
  readonly id: string;
}

/** A structure is implemented by nobody. */
export class Reference implements Outputs {
  readonly id = "1";
}

export class Box<T> {
  constructor(readonly content: T) {}
}
`;

describe("the public constructs as jsii reads them", () => {
  test("are refused where an array cannot change, a class is a structure, or a type has parameters", () => {
    const errors = jsiiErrors({ entryPoint: "index.ts", texts: { "index.ts": UNTRANSLATABLE } });
    expect(errors.map((line) => /^\S+ - error JSII\d+/.exec(line)?.[0])).toEqual([
      "index.ts:3:19 - error JSII3001",
      "index.ts:11:1 - error JSII3007",
      "index.ts:15:18 - error JSII1006",
    ]);
  }, 60_000);

  test("can be translated to every language that jsii serves", () => {
    const errors = jsiiErrors({
      entryPoint: "modules/mirror/index.ts",
      folders: ["modules/contracts", "modules/mirror"],
    });
    expect(errors).toEqual([]);
  }, 120_000);
});
