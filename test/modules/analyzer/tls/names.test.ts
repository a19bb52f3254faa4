import { cipherSuiteName, sslv2CipherName } from "../../../../modules/analyzer/tls/cipher-suites";
import { isGrease } from "../../../../modules/analyzer/tls/grease";
import { groupName } from "../../../../modules/analyzer/tls/groups";
import { alertName, versionName } from "../../../../modules/analyzer/tls/names";
import { signatureSchemeName } from "../../../../modules/analyzer/tls/signature-schemes";

test.each([
  [cipherSuiteName, 0x7a7a, "unknown (0x7a7a)"],
  [sslv2CipherName, 0x990000, "unknown (0x990000)"],
  [groupName, 0x7a7a, "unknown (0x7a7a)"],
  [signatureSchemeName, 0x0304, "unknown (0x0304)"],
  [versionName, 0x0305, "unknown (0x0305)"],
  [alertName, 200, "unknown (0xc8)"],
] as const)("%p keeps the number of an unknown code point, %d", (name, code, expected) => {
  expect(name(code)).toBe(expected);
});

test.each([
  [cipherSuiteName, 0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"],
  [cipherSuiteName, 0x1301, "TLS_AES_128_GCM_SHA256"],
  [cipherSuiteName, 0xc0b5, "TLS_SHA384_SHA384"],
  [cipherSuiteName, 0xd005, "TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256"],
  [sslv2CipherName, 0x00002f, "TLS_RSA_WITH_AES_128_CBC_SHA"],
  [groupName, 0x11ec, "X25519MLKEM768"],
  [signatureSchemeName, 0x0403, "ecdsa_secp256r1_sha256"],
  [signatureSchemeName, 0x0402, "dsa_sha256"],
  [signatureSchemeName, 0x0301, "rsa_pkcs1_sha224"],
  [versionName, 0x0300, "SSL 3.0"],
  [versionName, 0x0304, "TLS 1.3"],
  [versionName, 0x7f1c, "TLS 1.3 (draft 28)"],
  [alertName, 48, "unknown_ca"],
] as const)("%p names %d as the registry does", (name, code, expected) => {
  expect(name(code)).toBe(expected);
});

test("GREASE is the sixteen values 0x0a0a, 0x1a1a to 0xfafa and no other", () => {
  const found = Array.from({ length: 0x10000 }, (_, code) => code).filter(isGrease);
  expect(found).toEqual(Array.from({ length: 16 }, (_, n) => n * 0x1010 + 0x0a0a));
});
