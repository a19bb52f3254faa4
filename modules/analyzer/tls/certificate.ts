import type { CertificateRecord } from "../../contracts";
import type { LeafCertificate } from "./leaf-certificate";

/** What a server sent to prove who it is. */
export interface CertificateChain {
  /** Certificates sent, the leaf included. */
  readonly chainLength: number;
  /** Null when the chain is empty, or its first certificate is none that OpenSSL can read. */
  readonly leaf: LeafCertificate | null;
}

const records = new WeakMap<LeafCertificate, CertificateRecord>();

/** The chain as the record tells it; null where the leaf could not be read. Equal chains share one record. */
export function certificateRecord({ leaf, chainLength }: CertificateChain): CertificateRecord | null {
  if (leaf === null) return null;
  const known = records.get(leaf);
  if (known?.chainLength === chainLength) return known;
  const { subject, issuer, notBefore, notAfter, names } = leaf;
  const record = { subject, issuer, notBefore, notAfter, names, chainLength };
  records.set(leaf, record);
  return record;
}
