import { cipherSuiteName } from "../tls/cipher-suites";

/**
 * The names which AWS's API uses up to TLS 1.2 are OpenSSL's (`openssl ciphers -V -stdname`; 3DES and RC4 are in older
 * releases only); those of TLS 1.3 are IANA's. The suites of Application and Network Load Balancers are all here, and
 * of Classic Load Balancers the common ones.
 */
const SUITES_BY_OPENSSL_NAME: ReadonlyMap<string, number> = new Map([
  ["ECDHE-ECDSA-AES128-GCM-SHA256", 0xc02b],
  ["ECDHE-RSA-AES128-GCM-SHA256", 0xc02f],
  ["ECDHE-ECDSA-AES128-SHA256", 0xc023],
  ["ECDHE-RSA-AES128-SHA256", 0xc027],
  ["ECDHE-ECDSA-AES128-SHA", 0xc009],
  ["ECDHE-RSA-AES128-SHA", 0xc013],
  ["ECDHE-ECDSA-AES256-GCM-SHA384", 0xc02c],
  ["ECDHE-RSA-AES256-GCM-SHA384", 0xc030],
  ["ECDHE-ECDSA-AES256-SHA384", 0xc024],
  ["ECDHE-RSA-AES256-SHA384", 0xc028],
  ["ECDHE-ECDSA-AES256-SHA", 0xc00a],
  ["ECDHE-RSA-AES256-SHA", 0xc014],
  ["ECDHE-ECDSA-CHACHA20-POLY1305", 0xcca9],
  ["ECDHE-RSA-CHACHA20-POLY1305", 0xcca8],
  ["AES128-GCM-SHA256", 0x009c],
  ["AES128-SHA256", 0x003c],
  ["AES128-SHA", 0x002f],
  ["AES256-GCM-SHA384", 0x009d],
  ["AES256-SHA256", 0x003d],
  ["AES256-SHA", 0x0035],
  ["DHE-RSA-AES128-GCM-SHA256", 0x009e],
  ["DHE-RSA-AES256-GCM-SHA384", 0x009f],
  ["DHE-RSA-AES128-SHA256", 0x0067],
  ["DHE-RSA-AES256-SHA256", 0x006b],
  ["DHE-RSA-AES128-SHA", 0x0033],
  ["DHE-RSA-AES256-SHA", 0x0039],
  ["DES-CBC3-SHA", 0x000a],
  ["RC4-MD5", 0x0004],
  ["RC4-SHA", 0x0005],
]);

const TLS13_SUITES: ReadonlyMap<string, number> = new Map(
  [0x1301, 0x1302, 0x1303, 0x1304, 0x1305].map((code) => [cipherSuiteName(code), code]),
);

const OPENSSL_NAMES: ReadonlyMap<number, string> = new Map(
  [...SUITES_BY_OPENSSL_NAME].map(([name, code]) => [code, name]),
);

/** Finds a cipher suite by the name AWS's API gives it; undefined for a name it has not used so far. */
export function cipherSuiteByAwsName(name: string): number | undefined {
  return SUITES_BY_OPENSSL_NAME.get(name) ?? TLS13_SUITES.get(name);
}

/** Names a cipher suite as AWS's API and console do; as IANA does where AWS has no name for it. */
export function awsCipherSuiteName(code: number): string {
  return OPENSSL_NAMES.get(code) ?? cipherSuiteName(code);
}
