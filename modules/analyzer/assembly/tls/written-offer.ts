/** Reads what `offer.ts` has written. */
import { shortAt } from "../bytes/big-endian";
import { Entry } from "../bytes/byte-memo";
import { ABSENT, List } from "./offer";

/** The parts of one offer, where they lie in its entry: there is one for all. */
@unmanaged
class WrittenOffer {
  legacyVersion: i32 = 0;
  ciphers: List = new List();
  versions: List = new List();
  groups: List = new List();
  schemes: List = new List();
  protocols: List = new List();
  extensionTypes: List = new List();

  read(offer: Entry): void {
    const start = offer.bytes;
    this.legacyVersion = shortAt(start);
    let at = take(this.ciphers, start + 2);
    at = take(this.versions, at);
    at = take(this.groups, at);
    at = take(this.schemes, at);
    at = take(pointFormats, at);
    at = take(this.protocols, at);
    this.extensionTypes.set(at, start + offer.length);
  }
}

/** Only JA3 asks for them, which is made of the hello itself. */
const pointFormats = new List();

export const written = new WrittenOffer();

/** Returns where the next one begins. */
function take(list: List, at: usize): usize {
  const start = at + 2;
  const length = shortAt(at);
  if (length === ABSENT) {
    list.clear();
    return start;
  }
  list.set(start, start + length);
  return list.end;
}
