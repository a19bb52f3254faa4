import fc from "fast-check";

import { certificateRecord, type CertificateChain } from "../../../../modules/analyzer/tls/certificate";
import { API_EXAMPLE, NO_NAMES, QUOTED_NAMES } from "./certificate-bytes";
import { TlsEngine } from "./tls-engine";

const engine = new TlsEngine();

function u24(value: number): number[] {
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

function message(...certificates: readonly Uint8Array[]): Uint8Array {
  const list = certificates.flatMap((certificate) => [...u24(certificate.length), ...certificate]);
  return Uint8Array.from([...u24(list.length), ...list]);
}

function chain(...certificates: readonly Uint8Array[]): CertificateChain {
  const read = engine.certificates(message(...certificates));
  if (read === null) throw new Error("malformed");
  return read;
}

test("refuses a certificate that runs past the list", () => {
  expect(engine.certificates(message(Uint8Array.from([1, 2, 3])).with(5, 4))).toBeNull();
});

test("refuses bytes after the list", () => {
  expect(engine.certificates(Uint8Array.from([...message(), 0]))).toBeNull();
});

test("refuses a part of a message as a whole one", () => {
  const bytes = message(API_EXAMPLE, NO_NAMES);
  for (let length = 0; length < bytes.length; length++) expect(engine.certificates(bytes.slice(0, length))).toBeNull();
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

// The bytes lie at the very end of the engine's memory: to read past them is an error of its own.
test("no flipped byte makes the reader crash or read past their end", () => {
  const bytes = message(API_EXAMPLE, Uint8Array.from([1, 2, 3]));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
      const damaged = bytes.with(at, value);
      for (const part of [damaged, damaged.slice(0, length)]) {
        expect([null, 0, 1, 2]).toContain(engine.certificates(part)?.chainLength ?? null);
      }
    }),
  );
});
