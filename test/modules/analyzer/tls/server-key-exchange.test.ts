import { parseServerKeyExchangeGroup } from "../../../../modules/analyzer/tls/server-key-exchange";

const ECDHE_RSA = 0xc02f;
const SECP256R1 = Uint8Array.from([3, 0, 23, 65, 4]);

test("says nothing for Diffie-Hellman over finite fields, whose first byte may look like a named curve", () => {
  expect(parseServerKeyExchangeGroup(0x009e, SECP256R1, 0, SECP256R1.length)).toBeNull();
});

test("says nothing for ECDHE_PSK, which sends a hint first", () => {
  expect(parseServerKeyExchangeGroup(0xc035, SECP256R1, 0, SECP256R1.length)).toBeNull();
});

test("says nothing for a curve described by its parameters, or cut short", () => {
  expect(parseServerKeyExchangeGroup(ECDHE_RSA, Uint8Array.from([1, 0, 23]), 0, 3)).toBeNull();
  expect(parseServerKeyExchangeGroup(ECDHE_RSA, SECP256R1, 0, 2)).toBeNull();
});

test.each([ECDHE_RSA, 0xc02b, 0xc018])("reads the named curve for suite %d", (suite) => {
  expect(parseServerKeyExchangeGroup(suite, SECP256R1, 0, SECP256R1.length)).toBe(23);
});
