import type { ClientKind } from "./client-kind";

/** What is read of a hello. */
export interface ClientHello {
  /** What it offers, shared with other hellos that offer the same. */
  readonly kind: ClientKind;
  /**
   * Name in server_name, as ASCII with `\x00` for what is not printable; empty when the extension holds no name, null
   * when it is absent.
   */
  readonly serverName: string | null;
}
