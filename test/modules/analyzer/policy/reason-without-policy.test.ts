import type { Reason } from "../../../../modules/contracts";
import { reasonWithoutPolicy } from "../../../../modules/analyzer/policy/reason-without-policy";
import type { LeafCertificate } from "../../../../modules/analyzer/tls/leaf-certificate";
import { ascii, ext } from "../tls/hello-bytes";
import { helloWith, TLS10_HELLO } from "./clients";
import { evidence, leaf } from "./evidence-parts";

/** Kind and certainty in one word, which is what tables compare. */
function told(reason: Reason | null): string | null {
  return reason === null ? null : `${reason.kind}, ${reason.certainty}`;
}

test.each(["capture-gap", "no-client-data", "interrupted", "server-rejected-client", null] as const)(
  "says nothing of %s",
  (cause) => {
    expect(reasonWithoutPolicy(evidence({ cause }))).toBeNull();
  },
);

describe("a rejected hello", () => {
  const rejected = (code: number | null, hello = helloWith({})): Reason | null =>
    reasonWithoutPolicy(
      evidence({ cause: "server-rejected-hello", alert: code === null ? null : { by: "server", code }, hello }),
    );

  test.each([
    [40, "cipher, likely"],
    [70, "version, certain"],
    [71, "cipher, likely"],
    [86, "version, certain"],
    [112, "server-name, certain"],
    [120, "alpn, certain"],
    [0, "unknown, likely"],
    [null, "unknown, likely"],
    [50, null],
  ])("with alert %p: %s", (code, expected) => {
    expect(told(rejected(code))).toBe(expected);
  });

  test.each([40, 0])("with alert %p under a policy that admits it does not ask for the policy again", (code) => {
    const cause = "server-rejected-hello";
    const reason = (policyAdmits: boolean) =>
      reasonWithoutPolicy(evidence({ cause, alert: { by: "server", code }, policyAdmits }))?.text;
    expect(reason(false)).toMatch(/Give the listener's policy to learn which\.$/);
    expect(reason(true)).toMatch(/The policy that was given admits the client: look at the certificates, /);
  });

  test("that was closed without a word is laid to an old version where it offers no other", () => {
    expect(rejected(0, TLS10_HELLO)).toEqual({
      kind: "version",
      certainty: "likely",
      text: "The client offers at most TLS 1.0, which most policies refuse. Give the listener's policy to be sure.",
    });
  });

  test("names the versions, server name and protocols that were refused", () => {
    const hello = helloWith({
      extensions: [ext.serverName("api.example.com"), ext.versions([0x0304]), ext.alpn(ascii("h3"), ascii("spdy/3"))],
    });
    expect(rejected(70, hello)?.text).toContain("it offers only TLS 1.3");
    expect(rejected(112, hello)?.text).toContain('"api.example.com"');
    expect(rejected(120, hello)?.text).toContain("h3 and spdy/3");
  });

  test("says nothing without a hello that could be read", () => {
    const alert = { by: "server", code: 70 } as const;
    expect(reasonWithoutPolicy(evidence({ cause: "server-rejected-hello", alert, hello: null }))).toBeNull();
  });
});

describe("a client's alert after the server's flight", () => {
  const refused = (code: number | null, certificate: LeafCertificate | null = null): Reason | null =>
    reasonWithoutPolicy(
      evidence({
        cause: "client-rejected-server",
        alert: { by: "client", code },
        serverChain: certificate === null ? null : { chainLength: 1, leaf: certificate },
      }),
    );

  test.each([
    [0, "unknown, likely"],
    [40, "cipher, likely"],
    [42, "hostname-mismatch, likely"],
    [43, "certificate-type, likely"],
    [44, "untrusted-certificate, likely"],
    [45, "expired-certificate, likely"],
    [46, "untrusted-certificate, likely"],
    [48, "untrusted-certificate, likely"],
    [49, "untrusted-certificate, likely"],
    [70, "version, certain"],
    [90, "unknown, likely"],
    [113, "untrusted-certificate, likely"],
    [null, "untrusted-certificate, likely"],
    [80, null],
  ])("with code %p and no certificate in clear: %s", (code, expected) => {
    expect(told(refused(code))).toBe(expected);
  });

  const EXPIRED = leaf({ notAfter: "2026-05-01T00:00:00Z" });
  const OTHER_NAME = leaf({ names: ["www.example.net"] });

  test.each([
    ["is expired", 45, EXPIRED, "expired-certificate, certain"],
    ["is expired, as Java says it", 46, EXPIRED, "expired-certificate, likely"],
    ["is expired, but its issuer unknown", 48, EXPIRED, "untrusted-certificate, likely"],
    ["is not valid yet", 45, leaf({ notBefore: "2026-07-01T00:00:00Z" }), "expired-certificate, certain"],
    ["is for another name, as OpenSSL says it", 42, OTHER_NAME, "hostname-mismatch, likely"],
    ["is for another name, as Java says it", 46, OTHER_NAME, "hostname-mismatch, likely"],
    ["is for another name, but its issuer unknown", 48, OTHER_NAME, "untrusted-certificate, likely"],
    ["fits, and the client is of Go", 42, leaf(), "untrusted-certificate, likely"],
    ["fits, and the client is of Java", 46, leaf(), "untrusted-certificate, likely"],
    ["fits, and the client's clock is wrong", 45, leaf(), "expired-certificate, likely"],
  ] as const)("where the certificate %s", (_, code, certificate, expected) => {
    expect(told(refused(code, certificate))).toBe(expected);
  });

  test("names the certificate, its end, and the name that was asked for", () => {
    expect(refused(45, EXPIRED)?.text).toContain("CN=api.example.com expired on 2026-05-01T00:00:00Z");
    expect(refused(42, OTHER_NAME)?.text).toContain(
      'asked for "api.example.com", but the certificate is for www.example.net',
    );
  });

  test("calls a certificate without subject by its first name", () => {
    expect(refused(45, { ...EXPIRED, subject: "" })?.text).toContain("The certificate for api.example.com expired");
  });

  test("knows a certificate that signed itself", () => {
    expect(refused(48, leaf({ issuer: "CN=api.example.com" }))?.text).toContain("self-signed");
  });

  test("claims nothing of a certificate that could not be read", () => {
    const serverChain = { chainLength: 2, leaf: null };
    const alert = { by: "client", code: 48 } as const;
    const reason = reasonWithoutPolicy(evidence({ cause: "client-rejected-server", alert, serverChain }));
    expect(reason?.text).not.toContain("self-signed");
  });

  test("suspects a missing intermediate where the certificate came alone", () => {
    expect(refused(48, leaf())?.text).toContain("intermediate");
  });
});

describe("a client that closed without a word", () => {
  test("is not accused of distrust without evidence", () => {
    expect(told(reasonWithoutPolicy(evidence({ cause: "client-closed-silently" })))).toBe("unknown, likely");
  });

  test("is explained by a certificate that was expired", () => {
    const serverChain = { chainLength: 2, leaf: leaf({ notAfter: "2026-05-01T00:00:00Z" }) };
    expect(told(reasonWithoutPolicy(evidence({ cause: "client-closed-silently", serverChain })))).toBe(
      "expired-certificate, likely",
    );
  });
});

test.each([
  ["client-certificate-missing", "client-certificate, certain"],
  ["client-certificate-rejected", "client-certificate, certain"],
  ["hello-retry-abandoned", "group, likely"],
  ["sslv2-hello", "version, likely"],
  ["plain-http", "plaintext, certain"],
] as const)("%s: %s", (cause, expected) => {
  expect(told(reasonWithoutPolicy(evidence({ cause })))).toBe(expected);
});

test.each([
  [42, "chain length"],
  [44, "revoked"],
  [45, "expired"],
  [46, "trust store"],
  [null, "refused the client's certificate (mutual TLS)."],
])("a refused client certificate with alert %p tells of %s", (code, word) => {
  const reason = reasonWithoutPolicy(evidence({ cause: "client-certificate-rejected", alert: { by: "server", code } }));
  expect(reason?.text).toContain(word);
});
