/** Names of protocol versions and alerts, and the name of what has none. */

/** How a code point without a name is told: `unknown (0x7a7a)`. */
export function unknownCode(code: number, bytes: 1 | 2 | 3): string {
  return `unknown (0x${code.toString(16).padStart(2 * bytes, "0")})`;
}

/** ProtocolVersion values, RFC 8446 section 4.1.2 and its predecessors; DTLS from RFC 9147 section 5.3. */
const VERSIONS: Readonly<Record<number, string>> = {
  0x0002: "SSL 2.0",
  0x0300: "SSL 3.0",
  0x0301: "TLS 1.0",
  0x0302: "TLS 1.1",
  0x0303: "TLS 1.2",
  0x0304: "TLS 1.3",
  0xfeff: "DTLS 1.0",
  0xfefd: "DTLS 1.2",
  0xfefc: "DTLS 1.3",
};

/** Drafts of TLS 1.3 announced themselves as 0x7f and the draft's number. */
const TLS13_DRAFT = 0x7f00;

export function versionName(code: number): string {
  if ((code & 0xff00) === TLS13_DRAFT) return `TLS 1.3 (draft ${code & 0xff})`;
  return VERSIONS[code] ?? unknownCode(code, 2);
}

/** https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-6, as of 2025-10. */
const ALERTS: Readonly<Record<number, string>> = {
  0: "close_notify",
  10: "unexpected_message",
  20: "bad_record_mac",
  21: "decryption_failed",
  22: "record_overflow",
  30: "decompression_failure",
  40: "handshake_failure",
  41: "no_certificate",
  42: "bad_certificate",
  43: "unsupported_certificate",
  44: "certificate_revoked",
  45: "certificate_expired",
  46: "certificate_unknown",
  47: "illegal_parameter",
  48: "unknown_ca",
  49: "access_denied",
  50: "decode_error",
  51: "decrypt_error",
  52: "too_many_cids_requested",
  60: "export_restriction",
  70: "protocol_version",
  71: "insufficient_security",
  80: "internal_error",
  86: "inappropriate_fallback",
  90: "user_canceled",
  100: "no_renegotiation",
  109: "missing_extension",
  110: "unsupported_extension",
  111: "certificate_unobtainable",
  112: "unrecognized_name",
  113: "bad_certificate_status_response",
  114: "bad_certificate_hash_value",
  115: "unknown_psk_identity",
  116: "certificate_required",
  117: "general_error",
  120: "no_application_protocol",
  121: "ech_required",
};

/** Names an alert by its code; the registry's suffix `_RESERVED` is left out, since old stacks still send those. */
export function alertName(code: number): string {
  return ALERTS[code] ?? unknownCode(code, 1);
}
