/**
 * Whether a code point is one of the sixteen values reserved so that peers learn to ignore what they do not know: both
 * bytes equal, low nibble A (RFC 8701 section 2).
 *
 * They appear among versions, cipher suites, extensions, groups and, since Chrome 152, signature schemes.
 */
export function isGrease(code: i32): bool {
  return (code & 0x0f0f) === 0x0a0a && code >> 8 === (code & 0xff);
}
