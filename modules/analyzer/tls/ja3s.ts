import { md5 } from "./digest";

/**
 * JA3S (https://github.com/salesforce/ja3) of a ServerHello, in 32 hexadecimal digits: MD5 over decimal code points, joined
 * by "-", in fields joined by ",". The reference does not drop GREASE here.
 */
export function ja3s(legacyVersion: number, cipherSuite: number, extensions: readonly number[]): string {
  return md5(`${legacyVersion},${cipherSuite},${extensions.join("-")}`);
}
