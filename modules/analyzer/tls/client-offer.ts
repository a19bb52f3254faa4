import type { CodeList } from "./code-list";

/**
 * What a client offers: all of its hello that is the same in the next one.
 *
 * Left out are random, session id, keys and server name, the order of extensions, which browsers shuffle, and GREASE
 * (RFC 8701), which is drawn anew each time.
 */
export interface ClientOffer {
  /** The highest version, for clients that send no supported_versions; 0x0303 for the others. */
  readonly legacyVersion: number;
  readonly cipherSuites: CodeList;
  /** Types in ascending order, as often as they occur. */
  readonly extensionTypes: readonly number[];
  /** Names of protocols in wire order, GREASE left out. Null when the extension is absent, as with all that follow. */
  readonly alpn: readonly string[] | null;
  readonly supportedVersions: CodeList | null;
  readonly supportedGroups: CodeList | null;
  readonly signatureAlgorithms: CodeList | null;
  readonly ecPointFormats: readonly number[] | null;
}
