/**
 * The server's Certificate message up to TLS 1.2, RFC 5246 section 7.4.2, after the handshake header:
 *
 *   uint24 length of the list, then for each certificate, the leaf first: uint24 length, DER
 *
 * TLS 1.3 encrypts it.
 */
import type { CertificateRecord } from "../../contracts";
import { ByteCursor } from "../bytes/cursor";
import { ByteMemo } from "./byte-memo";
import { unreadable, type Unreadable } from "./hello-message";
import { leafCertificate, type LeafCertificate } from "./leaf-certificate";

/** What a server, or in mutual TLS a client, sent to prove who it is. */
export interface CertificateChain {
  /** Certificates sent, the leaf included; 0 when a client has none to send. */
  readonly chainLength: number;
  /** Null when the chain is empty, or its first certificate is none that OpenSSL can read. */
  readonly leaf: LeafCertificate | null;
}

/** Reading one takes 100 microseconds, and a balancer has few; those longer than the limit are read each time. */
const leaves = new ByteMemo(256, leafCertificate, 16_384);
const message = new ByteCursor();

/** Reads the message in `bytes[start, end)`, borrowed for the call. `announcedLength` as for the hellos. */
export function parseCertificateChain(
  bytes: Uint8Array,
  start: number,
  end: number,
  announcedLength = end - start,
): CertificateChain | Unreadable {
  message.reset(bytes, start, end);
  let chainLength = 0;
  let leaf: LeafCertificate | null = null;
  const outer = message.enter(message.u24());
  while (message.remaining > 0 && message.status === "ok") {
    const length = message.u24();
    const certificate = message.skip(length);
    if (certificate < 0) break;
    if (chainLength === 0) leaf = leaves.get(bytes, certificate, certificate + length);
    chainLength++;
  }
  message.leave(outer);

  const failure = unreadable(message, announcedLength > end - start);
  if (failure !== null) return failure;
  return message.remaining > 0 ? "malformed" : { chainLength, leaf };
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
