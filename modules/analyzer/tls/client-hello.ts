/**
 * ClientHello, RFC 8446 section 4.1.2, after the four bytes of the handshake header:
 *
 *   uint16 legacy_version | 32 bytes random | uint8 length, session_id | uint16 length, cipher_suites
 *   uint8 length, compression_methods | uint16 length, extensions (absent in the oldest clients)
 */
import { ByteCursor } from "../bytes/cursor";
import { OfferKey, type ClientKind } from "./client-kind";
import { ExtensionPlaces } from "./extension-places";
import { unreadable, type Unreadable } from "./hello-message";

/** What is read of a hello. Nothing in it borrows from the packet. */
export interface ClientHello {
  /** What it offers, shared with other hellos that offer the same. */
  readonly kind: ClientKind;
  /** Types in wire order, GREASE kept. */
  readonly extensions: readonly number[];
  /**
   * Name in server_name, as ASCII with `\x00` for what is not printable; empty when the extension holds no name, null
   * when it is absent.
   */
  readonly serverName: string | null;
  /** Data may follow that was encrypted by a key shared before. */
  readonly hasEarlyData: boolean;
}

const MAX_SESSION_ID_BYTES = 32;
const RANDOM_BYTES = 32;

const message = new ByteCursor();
const extensions = new ExtensionPlaces();
const offer = new OfferKey();

/**
 * Reads the hello in `bytes[start, end)`, borrowed for the call. `announcedLength` is the length in the handshake
 * header, larger than what is there when the capture lost the rest.
 *
 * An extension whose content contradicts its own length does not make the hello malformed: what can be read of it is.
 */
export function parseClientHello(
  bytes: Uint8Array,
  start: number,
  end: number,
  announcedLength = end - start,
): ClientHello | Unreadable {
  message.reset(bytes, start, end);
  const legacyVersion = message.u16();
  message.skip(RANDOM_BYTES);
  const sessionIdLength = message.u8();
  message.skip(sessionIdLength);
  const cipherBytes = message.u16();
  const ciphers = message.skip(cipherBytes);
  message.skip(message.u8()); // compression_methods
  const missing = announcedLength > end - start;
  if (message.status !== "ok") return missing ? "truncated" : "malformed";

  extensions.read(message, bytes);
  const failure = unreadable(message, missing);
  if (failure !== null) return failure;
  const contradicts = message.remaining > 0 || cipherBytes % 2 === 1 || sessionIdLength > MAX_SESSION_ID_BYTES;
  if (contradicts) return "malformed";

  offer.begin(legacyVersion);
  offer.codes(bytes, ciphers, ciphers + cipherBytes);
  extensions.addTo(offer, bytes);
  const kind = offer.kind();
  const { types, count, serverName, hasEarlyData } = extensions;
  return { kind, extensions: kind.ja3?.orderOf(types, count) ?? [], serverName, hasEarlyData };
}
