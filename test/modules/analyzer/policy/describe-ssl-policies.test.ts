import { readSslPolicies } from "../../../../modules/analyzer/policy/describe-ssl-policies";
import { notSslPolicies, unknownInPolicy } from "../../../../modules/analyzer/policy/errors";

const GOOD = {
  Name: "ELBSecurityPolicy-Custom-2030-01",
  SslProtocols: ["TLSv1.2", "TLSv1.3"],
  Ciphers: [
    { Name: "AES128-SHA", Priority: 3 },
    { Name: "TLS_AES_128_GCM_SHA256", Priority: 1 },
    { Name: "ECDHE-RSA-AES128-GCM-SHA256", Priority: 2 },
  ],
  SupportedLoadBalancerTypes: ["network"],
};

function read(...policies: readonly unknown[]): ReturnType<typeof readSslPolicies> {
  return readSslPolicies(JSON.stringify({ SslPolicies: policies }), "p.json");
}

test("refuses text that is no JSON, and says how to get it", () => {
  expect(() => readSslPolicies("ELBSecurityPolicy-2016-08", "p.json")).toThrow(
    /^p\.json holds no JSON: .*\nWrite it with: aws elbv2 describe-ssl-policies/,
  );
});

test.each([
  ["[]", 'there is no list "SslPolicies"'],
  ["null", 'there is no list "SslPolicies"'],
  ['{"SslPolicies":{}}', 'there is no list "SslPolicies"'],
  ['{"SslPolicies":[]}', 'the list "SslPolicies" is empty'],
  ['{"SslPolicies":[7]}', 'SslPolicies[0] has no "Name"'],
  ['{"SslPolicies":[{"Name":"P"}]}', 'P has no list "SslProtocols"'],
  ['{"SslPolicies":[{"Name":"P","SslProtocols":[]}]}', 'P has no list "Ciphers"'],
  ['{"SslPolicies":[{"Name":"P","SslProtocols":[],"Ciphers":["a"]}]}', 'P has a cipher without "Name" and "Priority"'],
])("refuses %s", (text, problem) => {
  expect(() => readSslPolicies(text, "p.json")).toThrow(notSslPolicies("p.json", problem));
});

test("refuses a protocol and a cipher it does not know, rather than call them missing", () => {
  expect(() => read({ ...GOOD, SslProtocols: ["TLSv1.4"] })).toThrow(
    unknownInPolicy("p.json", GOOD.Name, "protocol", "TLSv1.4"),
  );
  expect(() => read({ ...GOOD, Ciphers: [{ Name: "KYBER", Priority: 1 }] })).toThrow(
    unknownInPolicy("p.json", GOOD.Name, "cipher", "KYBER"),
  );
});

test("reads versions highest first and ciphers by priority", () => {
  expect(read(GOOD).policies).toEqual([
    {
      name: "ELBSecurityPolicy-Custom-2030-01",
      versions: [0x0304, 0x0303],
      cipherSuites: [0x1301, 0xc02f, 0x002f],
      forApplication: false,
      note: null,
    },
  ]);
});

test("takes a policy for one of Application Load Balancers where the list of types is absent, as from an old CLI", () => {
  expect(read({ ...GOOD, SupportedLoadBalancerTypes: undefined }).policies[0]?.forApplication).toBe(true);
});
