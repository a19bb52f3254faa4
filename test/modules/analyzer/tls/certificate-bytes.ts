/**
 * Certificates for tests, in DER, signed by their own keys. Made with Python's cryptography (x509.CertificateBuilder,
 * serial number 5) because Node cannot write certificates.
 */
function der(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, "base64"));
}

/** P-256; valid 2026; a wildcard, an address, and entries that are neither. */
export const API_EXAMPLE = der(
  "MIIBjDCCATKgAwIBAgIBBTAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxFeGFtcGxlIFJvb3QwHhcNMjYwMTAxMDAwMDAwWhcNMjcw" +
    "MTAxMDAwMDAwWjA/MQswCQYDVQQGEwJERTEWMBQGA1UECgwNRXhhbXBsZSwgSW5jLjEYMBYGA1UEAwwPYXBpLmV4YW1wbGUuY29t" +
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0paKwmZNj8+C/VlaoLIi1c8OnYIbpkHFr8VRlH8+fGzLYf3Arbra/wYQ7O4Ra3Pc" +
    "GU1UyeoT7OFD0zA3t9LV8qNHMEUwQwYDVR0RBDwwOoIPYXBpLmV4YW1wbGUuY29tgg0qLmV4YW1wbGUub3JnhwTAAAIBhhJodHRw" +
    "czovL3guZXhhbXBsZS8wCgYIKoZIzj0EAwIDSAAwRQIgKfsRuhH5AL8pNpeAjyLX7YV56Epsf4ysy9ri6W7awTYCIQD/Owd49u2q" +
    "S4d9pgpKfvmi4BUPAviHYi1yuDcmOaagjw==",
);

/** Ed25519; no subject; names that try to pass for others. */
export const QUOTED_NAMES = der(
  "MIIBDTCBwKADAgECAgEFMAUGAytlcDAAMCAXDTIwMDEwMTAwMDAwMFoYDzIwNjAwMTAxMDAwMDAwWjAAMCowBQYDK2VwAyEAYYP7" +
    "REFWLkzg9xTs7b7rRr9KNFTACAwaSE36K75gIKKjXTBbMFkGA1UdEQEB/wRPME2CG2EuZXhhbXBsZSwgRE5TOmV2aWwuZXhhbXBs" +
    "ZYYaaHR0cDovL3gsIEROUzpldmlsLmV4YW1wbGWCB3RhYhtbMkqCCWIuZXhhbXBsZTAFBgMrZXADQQAtzvRuCKrqTFwT3P//KWcm" +
    "4PYRgUmx5zmby7/P92XfRDXESj/VAbNtRR7cNLJcZYfgZybEUnCxfHnG05eoFqEE",
);

/** RSA with 1024 bits; no subjectAltName. */
export const NO_NAMES = der(
  "MIIBoDCCAQmgAwIBAgIBBTANBgkqhkiG9w0BAQsFADAWMRQwEgYDVQQDDAtvbGQuZXhhbXBsZTAeFw0xMDAxMDEwMDAwMDBaFw0x" +
    "MTAxMDEwMDAwMDBaMBYxFDASBgNVBAMMC29sZC5leGFtcGxlMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQD1E5INKIWkBhMo" +
    "DKTmXG31MeJ2FyAtY8XtjQj2h3DjAyQeJw00IL4N0Og8IPuRd8jFdJ9PvzdF94pgaBHHEKxl3/0WlkE8OEite1Z9GsIJzqinHij8" +
    "WvQV82IZ4Ah+hpsdNhCOHqlr2in24ytPzl/GABvU8tnXZ/Gt+ObXOV4gUQIDAQABMA0GCSqGSIb3DQEBCwUAA4GBABxaQn4qcFZn" +
    "BgyFr7UXoZg9uBicUUkJoZDQu44sXYtfVyyJNgmbLahCkKlKJtrXVwEYtYP5r6ziehV+oEvLz2CK3goQjYYnIDZACil/rg9iphW6" +
    "kmIgRpXxin+xktDravyOY2Wr0UVwiU88wV6bX08en3LVyh1IPqKQVUQaJacS",
);
