import { declarationsOf } from "./declarations";

/** Interfaces that a class implements tell what is there; nobody leaves anything out of them. */
const BEHAVIORAL = /^I[A-Z]/;

describe.each(["modules/mirror/index.ts", "modules/analyzer/index.ts", "modules/contracts/index.ts"])(
  "the documentation of %s",
  (index) => {
    const declarations = declarationsOf(index);

    test("says of every public type, member and value what it is", () => {
      expect(declarations.filter(({ summary }) => summary === "").map(({ name }) => name)).toEqual([]);
    });

    test("says of every property that may be left out what happens then", () => {
      const silent = declarations.filter(
        ({ name, optional, defaultText }) => optional && !BEHAVIORAL.test(name) && (defaultText ?? "") === "",
      );
      expect(silent.map(({ name }) => name)).toEqual([]);
    });
  },
);

describe("the words that the constructs take", () => {
  const words = (index: string): string[] =>
    declarationsOf(index)
      .filter(({ isUnionOfWords }) => isUnionOfWords)
      .map(({ name }) => name);

  test("are told from enumerations where they are a union", () => {
    expect(words("modules/contracts/index.ts")).toContain("ClosedBy.how");
  });

  test("are enumerations, whose values other languages keep", () => {
    expect(words("modules/mirror/index.ts")).toEqual([]);
  });
});
