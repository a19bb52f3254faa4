/** Where the lists in the extensions of a ClientHello lie. Sections of RFC 8446 unless told otherwise. */
import { u16, u8 } from "../bytes/big-endian";
import { ByteCursor } from "../bytes/cursor";
import { ByteMemo } from "./byte-memo";
import type { OfferKey } from "./client-kind";
import { ExtensionType } from "./extension-types";
import { printable } from "./printable";

/** As many extensions as two bytes of length have room for, each with a header of four. */
const MAX_EXTENSIONS = 16_384;

/** A balancer serves a long tail of names, most of them asked for again and again. */
const REMEMBERED_NAMES = 8192;

const content = new ByteCursor();
const serverNames = new ByteMemo(REMEMBERED_NAMES, printable);

/** One list: `[start, end)` of its elements, -1 when it is absent or longer than its extension. */
class Place {
  start = -1;
  end = -1;

  clear(): void {
    this.start = -1;
    this.end = -1;
  }

  /** Takes the list that fills `[start, end)`, behind its length of one or two bytes. */
  set(bytes: Uint8Array, start: number, end: number, lengthBytes: 1 | 2): void {
    if (end - start < lengthBytes) return;
    const from = start + lengthBytes;
    const to = from + (lengthBytes === 1 ? u8(bytes, start) : u16(bytes, start));
    if (to > end) return;
    this.start = from;
    this.end = to;
  }
}

/** Walks the extensions of one hello after the other. */
export class ExtensionPlaces {
  /** `types[0, count)` are the types in wire order, GREASE kept; lent until the next hello. */
  readonly types = new Uint16Array(MAX_EXTENSIONS);
  count = 0;
  serverName: string | null = null;
  hasEarlyData = false;
  readonly #versions = new Place();
  readonly #groups = new Place();
  readonly #schemes = new Place();
  readonly #pointFormats = new Place();
  readonly #alpn = new Place();

  /**
   * Walks the block at the cursor, `uint16 length` and then for each `uint16 extension_type, uint16 length, opaque data`.
   * Nothing at all where it would begin is a hello without extensions. Look at the cursor's status afterwards.
   */
  read(cursor: ByteCursor, bytes: Uint8Array): void {
    this.count = 0;
    this.serverName = null;
    this.hasEarlyData = false;
    this.#versions.clear();
    this.#groups.clear();
    this.#schemes.clear();
    this.#pointFormats.clear();
    this.#alpn.clear();
    if (cursor.remaining === 0) return;
    const outer = cursor.enter(cursor.u16());
    while (cursor.remaining > 0 && cursor.status === "ok") {
      const type = cursor.u16();
      const length = cursor.u16();
      const start = cursor.skip(length);
      if (start < 0) break;
      this.types[this.count++] = type;
      this.#take(type, bytes, start, start + length);
    }
    cursor.leave(outer);
  }

  /** Adds the lists to the offer that the hello makes. */
  addTo(offer: OfferKey, bytes: Uint8Array): void {
    offer.codes(bytes, this.#versions.start, this.#versions.end);
    offer.codes(bytes, this.#groups.start, this.#groups.end);
    offer.codes(bytes, this.#schemes.start, this.#schemes.end);
    offer.bytes(bytes, this.#pointFormats.start, this.#pointFormats.end);
    offer.bytes(bytes, this.#alpn.start, this.#alpn.end);
    offer.extensionTypes(this.types, this.count);
  }

  #take(type: number, bytes: Uint8Array, start: number, end: number): void {
    switch (type) {
      case ExtensionType.SERVER_NAME:
        this.serverName = hostName(bytes, start, end);
        break;
      case ExtensionType.ALPN:
        this.#alpn.set(bytes, start, end, 2);
        break;
      case ExtensionType.SUPPORTED_VERSIONS:
        this.#versions.set(bytes, start, end, 1);
        break;
      case ExtensionType.SUPPORTED_GROUPS:
        this.#groups.set(bytes, start, end, 2);
        break;
      case ExtensionType.SIGNATURE_ALGORITHMS:
        this.#schemes.set(bytes, start, end, 2);
        break;
      case ExtensionType.EC_POINT_FORMATS:
        this.#pointFormats.set(bytes, start, end, 1);
        break;
      case ExtensionType.EARLY_DATA:
        this.hasEarlyData = true;
        break;
      default:
        break;
    }
  }
}

const HOST_NAME = 0;

/** server_name, RFC 6066 section 3: a list of which only the first host name counts. Empty when there is none. */
function hostName(bytes: Uint8Array, start: number, end: number): string {
  content.reset(bytes, start, end);
  content.enter(content.u16());
  while (content.remaining > 0 && content.status === "ok") {
    const type = content.u8();
    const length = content.u16();
    const name = content.skip(length);
    if (name < 0) break;
    if (type === HOST_NAME) return serverNames.get(bytes, name, name + length);
  }
  return "";
}
