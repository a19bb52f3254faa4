/** The extensions that are read: https://www.iana.org/assignments/tls-extensiontype-values/tls-extensiontype-values.xhtml */
export enum ExtensionType {
  SERVER_NAME = 0,
  SUPPORTED_GROUPS = 10,
  EC_POINT_FORMATS = 11,
  SIGNATURE_ALGORITHMS = 13,
  ALPN = 16,
  EARLY_DATA = 42,
  SUPPORTED_VERSIONS = 43,
  KEY_SHARE = 51,
}
