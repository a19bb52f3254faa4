import fc from "fast-check";

import {
  certificateRecord,
  parseCertificateChain,
  type CertificateChain,
} from "../../../../modules/analyzer/tls/certificate";
import { API_EXAMPLE, NO_NAMES, QUOTED_NAMES } from "./certificate-bytes";

function u24(value: number): number[] {
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

function message(...certificates: readonly Uint8Array[]): Uint8Array {
  const list = certificates.flatMap((certificate) => [...u24(certificate.length), ...certificate]);
  return Uint8Array.from([...u24(list.length), ...list]);
}

function chain(...certificates: readonly Uint8Array[]): CertificateChain {
  const bytes = message(...certificates);
  const parsed = parseCertificateChain(bytes, 0, bytes.length);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
}

test("refuses a certificate that runs past the list", () => {
  const bytes = message(Uint8Array.from([1, 2, 3]));
  expect(parseCertificateChain(bytes.with(5, 4), 0, bytes.length)).toBe("malformed");
});

test("refuses bytes after the list", () => {
  const bytes = Uint8Array.from([...message(), 0]);
  expect(parseCertificateChain(bytes, 0, bytes.length)).toBe("malformed");
});

test("is truncated where the capture lost the end", () => {
  const bytes = message(API_EXAMPLE);
  for (const length of [0, 2, 3, 5, 6, 100, bytes.length - 1]) {
    expect(parseCertificateChain(bytes, 0, length, bytes.length)).toBe("truncated");
  }
});

test("counts the chain and reads its leaf", () => {
  expect(chain(API_EXAMPLE, NO_NAMES)).toEqual({
    chainLength: 2,
    leaf: {
      subject: "CN=api.example.com, O=Example\\, Inc., C=DE",
      issuer: "CN=Example Root",
      notBefore: "2026-01-01T00:00:00Z",
      notAfter: "2027-01-01T00:00:00Z",
      names: ["api.example.com", "*.example.org", "192.0.2.1"],
      keyType: "ec",
    },
  });
});

test("keeps a name that contains a comma whole, and shows control characters by number", () => {
  expect(chain(QUOTED_NAMES).leaf).toMatchObject({
    subject: "",
    names: ["a.example, DNS:evil.example", "tab\\u001b[2J", "b.example"],
    keyType: "ed25519",
  });
});

test("has no names without subjectAltName", () => {
  expect(chain(NO_NAMES).leaf).toMatchObject({ subject: "CN=old.example", names: [], keyType: "rsa" });
});

test("has neither leaf nor record for bytes that are no certificate, but counts them", () => {
  const parsed = chain(Uint8Array.from([1, 2, 3]), API_EXAMPLE);
  expect(parsed).toEqual({ chainLength: 2, leaf: null });
  expect(certificateRecord(parsed)).toBeNull();
});

test("is empty when a client has no certificate", () => {
  expect(chain()).toEqual({ chainLength: 0, leaf: null });
});

test("gives the record its facts and the length of the chain", () => {
  expect(certificateRecord(chain(API_EXAMPLE))).toEqual({
    subject: "CN=api.example.com, O=Example\\, Inc., C=DE",
    issuer: "CN=Example Root",
    notBefore: "2026-01-01T00:00:00Z",
    notAfter: "2027-01-01T00:00:00Z",
    names: ["api.example.com", "*.example.org", "192.0.2.1"],
    chainLength: 1,
  });
});

test("reads equal certificates into one object", () => {
  expect(chain(API_EXAMPLE).leaf).toBe(chain(API_EXAMPLE, NO_NAMES).leaf);
});

test("no flipped byte of a certificate makes the parser throw", () => {
  const bytes = message(API_EXAMPLE);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const parsed = parseCertificateChain(bytes.with(at, value), 0, bytes.length);
      expect(typeof parsed === "string" ? parsed : "chain").toMatch(/^(malformed|chain)$/);
    }),
  );
});
