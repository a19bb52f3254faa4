/** The extensions that are read here, by number; the engine reads more: https://www.iana.org/assignments/tls-extensiontype-values */
export const ExtensionType = {
  SERVER_NAME: 0,
  ALPN: 16,
  SUPPORTED_VERSIONS: 43,
  KEY_SHARE: 51,
} as const;
