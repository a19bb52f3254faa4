import { CLASSIC_CIPHER_SUITES } from "./cipher-suites-classic";
import { MODERN_CIPHER_SUITES } from "./cipher-suites-modern";
import { unknownCode } from "./names";

/**
 * Suites met in captures although IANA never assigned them: 56-bit export suites ("reserved to avoid conflicts with
 * widely deployed implementations"), ChaCha20 before RFC 7905, and Thread's password-based suite.
 */
const UNREGISTERED_CIPHER_SUITES: Readonly<Record<number, string>> = {
  0x0060: "TLS_RSA_EXPORT1024_WITH_RC4_56_MD5",
  0x0061: "TLS_RSA_EXPORT1024_WITH_RC2_CBC_56_MD5",
  0x0062: "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA",
  0x0063: "TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA",
  0x0064: "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA",
  0x0065: "TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA",
  0x0066: "TLS_DHE_DSS_WITH_RC4_128_SHA",
  0xc0ff: "TLS_ECJPAKE_WITH_AES_128_CCM_8",
  0xcc13: "OLD_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  0xcc14: "OLD_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
  0xcc15: "OLD_TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  0xfefe: "SSL_RSA_FIPS_WITH_DES_CBC_SHA",
  0xfeff: "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA",
};

/** Cipher kinds of SSL 2.0, three bytes each, which only hellos in that format can carry (RFC 6101 appendix E). */
const SSLV2_CIPHERS: Readonly<Record<number, string>> = {
  0x010080: "SSL_CK_RC4_128_WITH_MD5",
  0x020080: "SSL_CK_RC4_128_EXPORT40_WITH_MD5",
  0x030080: "SSL_CK_RC2_128_CBC_WITH_MD5",
  0x040080: "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5",
  0x050080: "SSL_CK_IDEA_128_CBC_WITH_MD5",
  0x060040: "SSL_CK_DES_64_CBC_WITH_MD5",
  0x0700c0: "SSL_CK_DES_192_EDE3_CBC_WITH_MD5",
};

/** Names a cipher suite as IANA does: `TLS_AES_128_GCM_SHA256`. */
export function cipherSuiteName(code: number): string {
  return (
    CLASSIC_CIPHER_SUITES[code] ??
    MODERN_CIPHER_SUITES[code] ??
    UNREGISTERED_CIPHER_SUITES[code] ??
    unknownCode(code, 2)
  );
}

/** Names a three-byte cipher kind of SSL 2.0; one whose first byte is 0 is a TLS cipher suite (RFC 5246 appendix E.2). */
export function sslv2CipherName(code: number): string {
  return code <= 0xffff ? cipherSuiteName(code) : (SSLV2_CIPHERS[code] ?? unknownCode(code, 3));
}
