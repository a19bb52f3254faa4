import type { Reason } from "../../../../modules/contracts";
import { mismatch, whatIf } from "../../../../modules/analyzer/policy/mismatch";
import { rememberedMismatch } from "../../../../modules/analyzer/policy/mismatch-memo";
import { PolicyCatalog } from "../../../../modules/analyzer/policy/policy-catalog";
import type { ClientOffer } from "../../../../modules/analyzer/tls/client-offer";
import { ext } from "../tls/hello-bytes";
import { BROWSER, client, DHE_ONLY, ECDSA_ONLY, RSA_CBC, TLS10 } from "./clients";

const catalog = PolicyCatalog.predefined();
const RES = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

function explain(offer: ClientOffer, policy: string, keyType: string | null = null): Reason | null {
  return mismatch(offer, catalog.get(policy), keyType, catalog);
}

test("finds nothing wrong with a browser under any policy that is not for special purposes", () => {
  for (const policy of catalog.policies) {
    if (policy.name.includes("RFC9151")) continue;
    expect({ policy: policy.name, reason: mismatch(BROWSER, policy, "rsa", catalog) }).toEqual({
      policy: policy.name,
      reason: null,
    });
  }
});

describe("version", () => {
  test("is certain, and names the strictest policy that keeps everybody else admitted", () => {
    expect(explain(TLS10, RES)).toEqual({
      kind: "version",
      certainty: "certain",
      text:
        "The client offers at most TLS 1.0; ELBSecurityPolicy-TLS13-1-2-Res-2021-06 wants TLS 1.3 or TLS 1.2. " +
        "Update the client, or use ELBSecurityPolicy-TLS13-1-0-2021-06, the strictest policy that admits it.",
    });
  });

  test("stays within FIPS and post-quantum policies where the listener has one", () => {
    expect(explain(TLS10, "TLS13-1-2-Res-FIPS-PQ-2025-09")?.text).toContain(
      "ELBSecurityPolicy-TLS13-1-0-FIPS-PQ-2025-09, the strictest policy that admits it.",
    );
  });

  test("names what other clients would lose where no policy keeps them all", () => {
    const only13 = client({ ciphers: [0x1301], extensions: [ext.versions([0x0304])] });
    expect(explain(only13, "TLS-1-0-2015-04")?.text).toBe(
      "The client offers only TLS 1.3; ELBSecurityPolicy-TLS-1-0-2015-04 wants TLS 1.2, TLS 1.1 or TLS 1.0. " +
        "Update the client, or use ELBSecurityPolicy-TLS13-1-0-2021-06, the strictest policy that admits it, " +
        "though some clients of ELBSecurityPolicy-TLS-1-0-2015-04 would then be refused.",
    );
  });

  test("says that no policy helps a client of SSL 3.0", () => {
    const ssl3 = client({ version: 0x0300, ciphers: [0x2f], extensions: null });
    expect(explain(ssl3, RES)?.text).toBe(
      "The client offers at most SSL 3.0; ELBSecurityPolicy-TLS13-1-2-Res-2021-06 wants TLS 1.3 or TLS 1.2. " +
        "No predefined policy admits it: the client must change.",
    );
  });

  test("counts only supported_versions where the client sends it", () => {
    const only13 = client({ ciphers: [0x1301, 0xc02f], extensions: [ext.versions([0x0304])] });
    expect(explain(only13, "FS-1-2-Res-2020-10")).toMatchObject({ kind: "version", certainty: "certain" });
  });
});

describe("cipher", () => {
  test("is certain where no suite is common whatever the certificate", () => {
    expect(explain(DHE_ONLY, "TLS13-1-0-2021-06")).toEqual({
      kind: "cipher",
      certainty: "certain",
      text:
        "The client offers TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, " +
        "TLS_DHE_RSA_WITH_AES_128_CBC_SHA and TLS_DHE_RSA_WITH_AES_256_CBC_SHA, none of which " +
        "ELBSecurityPolicy-TLS13-1-0-2021-06 accepts with TLS 1.2, TLS 1.1 or TLS 1.0; it wants " +
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, " +
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 or 14 more. No predefined policy admits it: the client must change.",
    });
  });

  test("names the policy that has the client's suites", () => {
    expect(explain(RSA_CBC, RES, "rsa")?.text).toContain("use ELBSecurityPolicy-TLS13-1-2-2021-06, the strictest");
  });

  test("does not count suites of TLS 1.2 for a client of TLS 1.0", () => {
    const oldWithNewSuites = client({ version: 0x0301, ciphers: [0xc02f, 0x9c, 0xc027], extensions: null });
    expect(explain(oldWithNewSuites, "2016-08")).toMatchObject({ kind: "cipher", certainty: "certain" });
  });
});

describe("certificate-type", () => {
  test("is likely where common suites need another key than the listener showed", () => {
    expect(explain(ECDSA_ONLY, RES, "rsa")).toEqual({
      kind: "certificate-type",
      certainty: "likely",
      text:
        "All suites that the client shares with ELBSecurityPolicy-TLS13-1-2-Res-2021-06 need a certificate with an " +
        "ECDSA key (TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384), and the " +
        "listener seems to have none. Add a certificate with an ECDSA key to the listener, which can hold both kinds.",
    });
    expect(explain(RSA_CBC, "2016-08", "ec")).toMatchObject({ kind: "certificate-type", certainty: "likely" });
  });

  test("takes an unknown key for RSA, and for the fault only where all else agrees", () => {
    expect(explain(ECDSA_ONLY, RES)).toMatchObject({ kind: "certificate-type" });
    expect(explain(RSA_CBC, "2016-08")).toMatchObject({ kind: "certificate-type" });
    expect(explain(RSA_CBC, "2016-08", "rsa")).toBeNull();
  });

  test("is none of TLS 1.3's concerns", () => {
    const tls13 = client({ ciphers: [0x1301], extensions: [ext.versions([0x0304])] });
    expect(explain(tls13, RES, "ec")).toBeNull();
  });
});

describe("group", () => {
  const brainpool = client({ ciphers: [0xc02f], extensions: [ext.groups([0x1a])] });

  test("is likely where every common suite needs one, since AWS does not publish the list", () => {
    expect(explain(brainpool, RES, "rsa")).toEqual({
      kind: "group",
      certainty: "likely",
      text:
        "The client offers the groups brainpoolP256r1; a listener with ELBSecurityPolicy-TLS13-1-2-Res-2021-06 " +
        "probably accepts only x25519, secp256r1, secp384r1 and secp521r1, though AWS does not publish that list. " +
        "No predefined policy admits it: the client must change.",
    });
  });

  test("names a post-quantum policy to a client that offers hybrids alone", () => {
    const hybrid = client({ ciphers: [0x1301], extensions: [ext.versions([0x0304]), ext.groups([0x11ec])] });
    expect(explain(hybrid, "TLS13-1-3-2021-06")?.text).toContain("use ELBSecurityPolicy-TLS13-1-3-PQ-2025-09");
  });

  test("is no concern where the key of the certificate can be used instead", () => {
    const keyTransport = client({ ciphers: [0xc02f, 0x9c], extensions: [ext.groups([0x1a])] });
    expect(explain(keyTransport, "TLS13-1-2-Ext1-2021-06", "rsa")).toBeNull();
  });
});

describe("signature-algorithm", () => {
  test("is likely where the listener's key makes none that the client accepts", () => {
    const offer = client({ ciphers: [0xc02f], extensions: [ext.groups([0x17]), ext.signatures([0x0403, 0x0807])] });
    expect(explain(offer, RES, "rsa")).toMatchObject({ kind: "signature-algorithm", certainty: "likely" });
  });

  test("does not count PKCS #1 in TLS 1.3", () => {
    const extensions = [ext.versions([0x0304]), ext.groups([0x1d]), ext.signatures([0x0401, 0x0501])];
    expect(explain(client({ ciphers: [0x1301], extensions }), RES, "rsa")).toMatchObject({
      kind: "signature-algorithm",
    });
  });
});

test("tells what another policy would do to a client", () => {
  const admission = (offer: ClientOffer, policy: string): string => whatIf(offer, catalog.get(policy), null);
  expect(admission(BROWSER, RES)).toBe("admitted");
  expect(admission(TLS10, RES)).toBe("refused");
  expect(admission(TLS10, "2016-08")).toBe("admitted");
  expect(admission(DHE_ONLY, "2016-08")).toBe("refused");
  expect(admission(ECDSA_ONLY, "2016-08")).toBe("unclear");
});

test("a remembered answer is the computed one, for each kind of client and key", () => {
  const policy = catalog.get(RES);
  const remembered = rememberedMismatch(policy, catalog);
  for (const keyType of ["rsa", "ec", null, "rsa"]) {
    for (const offer of [BROWSER, TLS10, DHE_ONLY, ECDSA_ONLY, RSA_CBC]) {
      expect(remembered(offer, keyType)).toEqual(mismatch(offer, policy, keyType, catalog));
    }
  }
});
