import type * as Crypto from "node:crypto";

import type * as Digest from "../../../../modules/analyzer/tls/digest";

// RFC 1321 appendix A.5 and FIPS 180-4 example.
const ABC = {
  md5: "900150983cd24fb0d6963f7d28e17f72",
  sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
} as const;

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
  test.each(["md5", "sha256"] as const)("%s is right", (algorithm) => {
    expect(digestWith(crypto).hexDigest(algorithm, "abc")).toBe(ABC[algorithm]);
  });
});
