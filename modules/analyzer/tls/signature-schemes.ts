import { unknownCode } from "./names";

/** https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-signaturescheme, as of 2025-10. */
const SCHEMES: Readonly<Record<number, string>> = {
  0x0201: "rsa_pkcs1_sha1",
  0x0203: "ecdsa_sha1",
  0x0401: "rsa_pkcs1_sha256",
  0x0403: "ecdsa_secp256r1_sha256",
  0x0420: "rsa_pkcs1_sha256_legacy",
  0x0501: "rsa_pkcs1_sha384",
  0x0503: "ecdsa_secp384r1_sha384",
  0x0520: "rsa_pkcs1_sha384_legacy",
  0x0601: "rsa_pkcs1_sha512",
  0x0603: "ecdsa_secp521r1_sha512",
  0x0620: "rsa_pkcs1_sha512_legacy",
  0x0704: "eccsi_sha256",
  0x0705: "iso_ibs1",
  0x0706: "iso_ibs2",
  0x0707: "iso_chinese_ibs",
  0x0708: "sm2sig_sm3",
  0x0709: "gostr34102012_256a",
  0x070a: "gostr34102012_256b",
  0x070b: "gostr34102012_256c",
  0x070c: "gostr34102012_256d",
  0x070d: "gostr34102012_512a",
  0x070e: "gostr34102012_512b",
  0x070f: "gostr34102012_512c",
  0x0804: "rsa_pss_rsae_sha256",
  0x0805: "rsa_pss_rsae_sha384",
  0x0806: "rsa_pss_rsae_sha512",
  0x0807: "ed25519",
  0x0808: "ed448",
  0x0809: "rsa_pss_pss_sha256",
  0x080a: "rsa_pss_pss_sha384",
  0x080b: "rsa_pss_pss_sha512",
  0x081a: "ecdsa_brainpoolP256r1tls13_sha256",
  0x081b: "ecdsa_brainpoolP384r1tls13_sha384",
  0x081c: "ecdsa_brainpoolP512r1tls13_sha512",
  0x0904: "mldsa44",
  0x0905: "mldsa65",
  0x0906: "mldsa87",
};

/** Until TLS 1.2 a scheme was a pair, hash in the first byte and signature in the second (RFC 5246 section 7.4.1.4.1). */
const HASHES = ["none", "md5", "sha1", "sha224", "sha256", "sha384", "sha512"] as const;
const SIGNATURES = ["anonymous", "rsa_pkcs1", "dsa", "ecdsa"] as const;

/** Names a signature scheme as IANA does, and a pair that is no scheme of TLS 1.3 alike: `dsa_sha256`. */
export function signatureSchemeName(code: number): string {
  const scheme = SCHEMES[code];
  if (scheme !== undefined) return scheme;
  const hash = HASHES[code >> 8];
  const signature = SIGNATURES[code & 0xff];
  return hash === undefined || signature === undefined ? unknownCode(code, 2) : `${signature}_${hash}`;
}
