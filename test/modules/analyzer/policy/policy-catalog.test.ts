import { policyWithoutList, severalPolicies, unknownPolicy } from "../../../../modules/analyzer/policy/errors";
import { awsCipherSuiteName } from "../../../../modules/analyzer/policy/openssl-names";
import { PolicyCatalog } from "../../../../modules/analyzer/policy/policy-catalog";
import { POLICIES_KNOWN_BY_NAME_ONLY } from "../../../../modules/analyzer/policy/predefined-policies";

const catalog = PolicyCatalog.predefined();

test("refuses an unknown policy and names the nearest ones", () => {
  expect(() => catalog.get("ELBSecurityPolicy-TLS13-1-2-2021-6")).toThrow(
    unknownPolicy("ELBSecurityPolicy-TLS13-1-2-2021-6", [
      "ELBSecurityPolicy-TLS13-1-2-2021-06",
      "ELBSecurityPolicy-TLS13-1-3-2021-06",
      "ELBSecurityPolicy-TLS13-1-1-2021-06",
    ]),
  );
});

test.each(POLICIES_KNOWN_BY_NAME_ONLY)("says of %s that only AWS can tell what it accepts", (name) => {
  expect(() => catalog.get(name)).toThrow(policyWithoutList(name));
});

test("refuses to choose among several policies", () => {
  const pair = new PolicyCatalog(catalog.policies.slice(0, 2));
  expect(() => pair.only("p.json")).toThrow(
    severalPolicies("p.json", ["ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09"]),
  );
});

test("gives the only policy of a catalog", () => {
  const [first] = catalog.policies;
  expect(new PolicyCatalog(catalog.policies.slice(0, 1)).only("p.json")).toBe(first);
});

test("finds a policy with and without the prefix of its name", () => {
  expect(catalog.get("2016-08")).toBe(catalog.get("ELBSecurityPolicy-2016-08"));
});

test("names each policy once", () => {
  expect(new Set(catalog.policies.map(({ name }) => name)).size).toBe(catalog.policies.length);
});

// As `aws elbv2 describe-ssl-policies` lists them, in its order.
test.each([
  [
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    [0x0304],
    "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256",
  ],
  [
    "ELBSecurityPolicy-TLS-1-2-2017-01",
    [0x0303],
    "ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES128-SHA256 ECDHE-RSA-AES128-SHA256 " +
      "ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-ECDSA-AES256-SHA384 ECDHE-RSA-AES256-SHA384 " +
      "AES128-GCM-SHA256 AES128-SHA256 AES256-GCM-SHA384 AES256-SHA256",
  ],
  [
    "ELBSecurityPolicy-2016-08",
    [0x0303, 0x0302, 0x0301],
    "ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES128-SHA256 ECDHE-RSA-AES128-SHA256 " +
      "ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 " +
      "ECDHE-ECDSA-AES256-SHA384 ECDHE-RSA-AES256-SHA384 ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA " +
      "AES128-GCM-SHA256 AES128-SHA256 AES128-SHA AES256-GCM-SHA384 AES256-SHA256 AES256-SHA",
  ],
])("%s accepts what AWS lists, in the server's order", (name, versions, ciphers) => {
  const policy = catalog.get(name);
  expect(policy.versions).toEqual(versions);
  expect(policy.cipherSuites.map(awsCipherSuiteName).join(" ")).toBe(ciphers);
});

test("RFC 9151 policies prefer AES-256, and FIPS ones lack ChaCha20", () => {
  expect(catalog.get("TLS13-1-2-RFC9151-INTEROP1-FIPS-2023-07").cipherSuites.slice(0, 2)).toEqual([0x1302, 0x1301]);
  for (const { name, cipherSuites } of catalog.policies) {
    if (name.includes("-FIPS-")) expect(cipherSuites).not.toContain(0x1303);
  }
});
