import type { Machine } from "./requirements";
import { lacksOf } from "./requirements";

const bare: Machine = {
  isRoot: () => false,
  canMakeNetworkNamespaces: () => false,
  hasCommand: () => false,
  mayInstallFromNpm: () => false,
};
const full: Machine = {
  isRoot: () => true,
  canMakeNetworkNamespaces: () => true,
  hasCommand: () => true,
  mayInstallFromNpm: () => true,
};

describe("what a machine lacks", () => {
  test("names each thing with the way to get it", () => {
    const lacks = lacksOf(bare, {
      root: true,
      networkNamespaces: true,
      npmInstalls: true,
      commands: ["tcpdump", "ip"],
    });

    expect(lacks.map((lack) => lack.what)).toEqual([
      "root (run the tests with sudo)",
      "Linux network namespaces (run on Linux as root)",
      "leave to install a gigabyte of packages from npm (set CI=true)",
      "tcpdump (apt-get install tcpdump)",
      "ip (apt-get install iproute2)",
    ]);
  });

  test("fails CI for everything but terraform", () => {
    const lacks = lacksOf(bare, { terraform: true, root: true, networkNamespaces: true, commands: ["tshark"] });

    expect(lacks.filter((lack) => !lack.failsInCi).map((lack) => lack.what)).toEqual([
      "terraform (https://developer.hashicorp.com/terraform/install)",
    ]);
    expect(lacks).toHaveLength(4);
  });

  test("is nothing where everything is there", () => {
    expect(lacksOf(full, { terraform: true, root: true, networkNamespaces: true, commands: ["tshark"] })).toEqual([]);
  });

  test("is nothing where nothing is asked for", () => {
    expect(lacksOf(bare, {})).toEqual([]);
  });
});
