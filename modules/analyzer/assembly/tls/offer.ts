/**
 * What a client offers: all of its hello that is the same in the next one, written as bytes that are equal for equal
 * offers. `written-offer.ts` reads them, and the analyzer's `tls/client-kind.ts`.
 *
 *     legacy_version, then with their length before them, or 0xffff for a list that is absent: cipher_suites,
 *     supported_versions, supported_groups, signature_algorithms, ec_point_formats, protocols of ALPN;
 *     at last the types of extensions in ascending order, to the end
 *
 * Left out are random, session id, keys and server name, the order of extensions, which browsers shuffle, and GREASE
 * (RFC 8701), which is drawn anew each time.
 */
import { shortAt } from "../bytes/big-endian";
import { ByteMemo, Entry } from "../bytes/byte-memo";
import { ByteWriter } from "../bytes/byte-writer";
import { NOWHERE } from "../bytes/cursor";
import { isGrease } from "./grease";
import { MAX_MESSAGE_BYTES } from "./handshake-messages";

/** The length of a list that is absent; a list of its own is shorter, since an extension holds its length as well. */
export const ABSENT = 0xffff;

/** Clients come in few kinds. No honest one offers more bytes; a hostile one is read anew each time, and fills no memory. */
const kinds = new ByteMemo(4096, 1024);

/** A list takes two bytes more than it does in the hello, and an extension two less. */
const key = new ByteWriter(heap.alloc(MAX_MESSAGE_BYTES + 64));

/** Longer lists of extensions, which no honest client has, are left as they are: each hello then makes a kind of its own. */
const MAX_SORTED = 256;

/** One list: where its elements lie, `NOWHERE` when it is absent or longer than its extension. */
@unmanaged
export class List {
  start: usize = NOWHERE;
  end: usize = NOWHERE;

  @inline
  get isAbsent(): bool {
    return this.start === NOWHERE;
  }

  clear(): void {
    this.start = NOWHERE;
    this.end = NOWHERE;
  }

  set(start: usize, end: usize): void {
    this.start = start;
    this.end = end;
  }
}

/** Starts over. */
export function beginOffer(legacyVersion: i32): void {
  key.at = key.start;
  key.short(legacyVersion);
}

/** Adds two-byte codes. */
export function addCodes(list: List): void {
  const lengthAt = key.at;
  key.short(ABSENT);
  if (list.isAbsent) return;
  for (let at = list.start; at + 1 < list.end; at += 2) {
    const code = shortAt(at);
    if (!isGrease(code)) key.short(code);
  }
  store<u16>(lengthAt, bswap<u16>(<u16>(key.at - lengthAt - 2)));
}

/** Adds bytes as they are. */
export function addBytes(list: List): void {
  if (list.isAbsent) {
    key.short(ABSENT);
    return;
  }
  key.short(<i32>(list.end - list.start));
  key.copy(list.start, list.end - list.start);
}

/** Adds types of extensions, as many two-byte numbers in the byte order of the machine. */
export function addExtensionTypes(types: usize, count: i32): void {
  const first = key.at;
  for (let i = 0; i < count; i++) {
    const type = <i32>load<u16>(types + 2 * <usize>i);
    if (isGrease(type)) continue;
    let at = key.at;
    key.short(type);
    if (count > MAX_SORTED) continue;
    // Each into its place among those before.
    for (; at > first && shortAt(at - 2) > type; at -= 2) store<u16>(at, load<u16>(at - 2));
    store<u16>(at, bswap<u16>(<u16>type));
  }
}

/** The entry of the offer, to be given back by `release`. */
export function offerEntry(): Entry {
  return kinds.get(key.start, key.at);
}
