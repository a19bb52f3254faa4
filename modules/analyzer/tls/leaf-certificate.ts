import { X509Certificate } from "node:crypto";

/** The facts of a certificate that explain why a client refused it. */
export interface LeafCertificate {
  /** Distinguished names on one line, most specific part first (RFC 4514): `CN=api.example.com, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** RFC 3339, in UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Host names and IP addresses of subjectAltName, as written there. */
  readonly names: readonly string[];
  /** Node's word for the public key: `rsa`, `ec`, `ed25519`; null for one that OpenSSL does not know. */
  readonly keyType: string | null;
}

/** Reads a certificate in DER; null for bytes that are none. Keeps nothing of `bytes`. */
export function leafCertificate(bytes: Uint8Array, start: number, end: number): LeafCertificate | null {
  try {
    const certificate = new X509Certificate(bytes.subarray(start, end));
    return {
      subject: onOneLine(certificate.subject),
      issuer: onOneLine(certificate.issuer),
      notBefore: rfc3339(certificate.validFrom),
      notAfter: rfc3339(certificate.validTo),
      names: subjectAltNames(certificate.subjectAltName ?? ""),
      keyType: keyTypeOf(certificate),
    };
  } catch {
    return null;
  }
}

/** Node prints a part per line, the least specific first, values escaped as in RFC 2253; an empty name is undefined. */
function onOneLine(name: string | undefined): string {
  return (name ?? "").split("\n").reverse().join(", ");
}

/** Node prints times as `Nov 22 15:00:00 2026 GMT`. Throws on a time that is none. */
function rfc3339(time: string): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}

function keyTypeOf(certificate: X509Certificate): string | null {
  try {
    return certificate.publicKey.asymmetricKeyType ?? null;
  } catch {
    return null;
  }
}

/**
 * Host names and addresses out of Node's text: `DNS:a.example, IP Address:192.0.2.1, URI:...`. A value that could be
 * mistaken for the end of an entry stands in quotes, with JSON's escapes (CVE-2021-44532).
 */
function subjectAltNames(text: string): readonly string[] {
  const names: string[] = [];
  for (const [, kind, quoted, plain] of text.matchAll(/([^:,]+):(?:("(?:[^"\\]|\\.)*")|([^,]*))(?:, |$)/g)) {
    const value = quoted === undefined ? plain : (JSON.parse(quoted) as string);
    if (value !== undefined && (kind === "DNS" || kind === "IP Address")) names.push(value.replace(/[^ -~]/g, escaped));
  }
  return names;
}

/** Names come from the peer: nothing in them may reach a terminal as a control sequence. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
