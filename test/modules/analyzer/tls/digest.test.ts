import type * as Crypto from "node:crypto";

import type * as Digest from "../../../../modules/analyzer/tls/digest";

// FIPS 180-4 example.
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

function digestWith(crypto: object): typeof Digest {
  let digest: typeof Digest | undefined;
  jest.isolateModules(() => {
    jest.doMock("node:crypto", () => crypto);
    digest = jest.requireActual<typeof Digest>("../../../../modules/analyzer/tls/digest");
  });
  jest.dontMock("node:crypto");
  return digest!;
}

const node = jest.requireActual<typeof Crypto>("node:crypto");

describe.each([
  ["with a Node that hashes in one call", { ...node }],
  ["with a Node before 20.12, which does not", { ...node, hash: undefined }],
])("%s", (_, crypto) => {
  test("SHA-256 is right", () => {
    expect(digestWith(crypto).sha256("abc")).toBe(ABC);
  });
});
