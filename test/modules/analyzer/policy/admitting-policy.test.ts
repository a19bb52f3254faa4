import fc from "fast-check";

import { admittingPolicy } from "../../../../modules/analyzer/policy/admitting-policy";
import { whatIf } from "../../../../modules/analyzer/policy/mismatch";
import { PolicyCatalog } from "../../../../modules/analyzer/policy/policy-catalog";
import { ext } from "../tls/hello-bytes";
import { client, ECDSA_ONLY } from "./clients";

const catalog = PolicyCatalog.predefined();
const SUITES = [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc027, 0xc013, 0xc00a, 0x9c, 0x3d, 0x2f, 0x0a, 0x9e, 0x4a4a];

const anyClient = fc
  .record({
    version: fc.constantFrom(0x0300, 0x0301, 0x0302, 0x0303),
    ciphers: fc.subarray(SUITES),
    versions: fc.option(fc.subarray([0x4a4a, 0x0304, 0x0303, 0x0302, 0x0301])),
    groups: fc.option(fc.subarray([0x11ec, 0x1d, 0x17, 0x18, 0x1a])),
    signatures: fc.option(fc.subarray([0x0403, 0x0804, 0x0401, 0x0201, 0x0807])),
  })
  .map(({ version, ciphers, versions, groups, signatures }) =>
    client({
      version,
      ciphers,
      extensions: [
        ...(versions === null ? [] : [ext.versions(versions)]),
        ...(groups === null ? [] : [ext.groups(groups)]),
        ...(signatures === null ? [] : [ext.signatures(signatures)]),
      ],
    }),
  );

test("the policy that is found admits the client, and none is found only if all refuse", () => {
  fc.assert(
    fc.property(anyClient, fc.constantFrom(...catalog.policies), (offer, present) => {
      const found = admittingPolicy(offer, present, "rsa", catalog);
      const refusedByAll = catalog.policies.every(
        (policy) => !policy.forApplication || whatIf(offer, policy, "rsa") !== "admitted",
      );
      if (found === null) expect(refusedByAll).toBe(true);
      else expect(whatIf(offer, found.policy, "rsa")).not.toBe("refused");
    }),
  );
});

test("the policy that is found keeps all that the present one accepts, where it says so", () => {
  fc.assert(
    fc.property(anyClient, fc.constantFrom(...catalog.policies), (offer, present) => {
      const found = admittingPolicy(offer, present, "rsa", catalog);
      if (found?.keepsOthers !== true) return;
      expect(found.policy.versions).toEqual(expect.arrayContaining([...present.versions]));
      expect(found.policy.cipherSuites).toEqual(expect.arrayContaining([...present.cipherSuites]));
    }),
  );
});

test("never names a policy that an Application Load Balancer cannot have", () => {
  const tripleDes = client({ version: 0x0301, ciphers: [0x0a], extensions: null });
  expect(admittingPolicy(tripleDes, catalog.get("2016-08"), "rsa", catalog)).toBeNull();
});

test("leaves the kind of certificate to the listener", () => {
  const found = admittingPolicy(ECDSA_ONLY, catalog.get("TLS13-1-3-2021-06"), "rsa", catalog);
  expect(found?.policy.name).toBe("ELBSecurityPolicy-TLS13-1-2-Res-2021-06");
});

test("stays with FIPS only for a listener that has it", () => {
  const tls10 = client({ version: 0x0301, ciphers: [0x2f], extensions: null });
  const named = (present: string): string | undefined =>
    admittingPolicy(tls10, catalog.get(present), "rsa", catalog)?.policy.name;
  expect(named("TLS13-1-2-Res-FIPS-2023-04")).toBe("ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04");
  expect(named("TLS13-1-2-Res-2021-06")).toBe("ELBSecurityPolicy-TLS13-1-0-2021-06");
});
