import { PolicyCatalog } from "../../../../modules/analyzer/policy/policy-catalog";
import { policyDetails, policyRows } from "../../../../modules/analyzer/policy/policy-rows";

const catalog = PolicyCatalog.predefined();

test("tells a policy in one row", () => {
  const policies = [catalog.get("TLS13-1-2-Res-PQ-2025-09"), catalog.get("2016-08"), catalog.get("FS-1-2-Res-2020-10")];
  expect(policyRows(policies)).toEqual([
    {
      name: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      versions: "TLS 1.2 - TLS 1.3",
      cipherSuites: 7,
      forwardSecrecy: true,
      postQuantum: true,
      note: "recommended by AWS; default of the console",
    },
    {
      name: "ELBSecurityPolicy-2016-08",
      versions: "TLS 1.0 - TLS 1.2",
      cipherSuites: 18,
      forwardSecrecy: false,
      postQuantum: false,
      note: "default of the API, CloudFormation and Terraform",
    },
    {
      name: "ELBSecurityPolicy-FS-1-2-Res-2020-10",
      versions: "TLS 1.2",
      cipherSuites: 4,
      forwardSecrecy: true,
      postQuantum: false,
      note: "",
    },
  ]);
});

test("tells a policy in full, suites by both names", () => {
  expect(policyDetails(catalog.get("TLS13-1-2-RFC9151-FIPS-2023-07"))).toEqual({
    name: "ELBSecurityPolicy-TLS13-1-2-RFC9151-FIPS-2023-07",
    versions: ["TLS 1.3", "TLS 1.2"],
    cipherSuites: [
      { name: "TLS_AES_256_GCM_SHA384", awsName: "TLS_AES_256_GCM_SHA384" },
      { name: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", awsName: "ECDHE-ECDSA-AES256-GCM-SHA384" },
      { name: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", awsName: "ECDHE-RSA-AES256-GCM-SHA384" },
    ],
    groups: ["secp384r1"],
    note: "",
  });
});
