/** Addresses as text: dotted for IPv4, RFC 5952 for IPv6. */
import { hexadecimal, literal, out, whole } from "./text";

const IPV4_MAPPED = 0x0000ffff;
const GROUPS = 8;
const COLON = 0x3a;

/** Characters of the longest. */
export const MAX_ADDRESS_BYTES = 39;

/** Writes the address of four words at `address`. */
export function addressText(address: usize): void {
  if (load<i64>(address) === 0 && load<i32>(address, 8) === IPV4_MAPPED) {
    dotted(load<i32>(address, 12));
    return;
  }
  const zeros = longestZeros(address);
  const first = zeros >> 8;
  const length = zeros & 0xff;
  for (let i = 0; i < GROUPS; i++) {
    if (length > 1 && i === first) {
      literal("::");
      i += length - 1;
      continue;
    }
    if (i > 0 && !(length > 1 && i === first + length)) out.byte(COLON);
    hexadecimal(groupAt(address, i));
  }
}

function dotted(address: i32): void {
  whole((address >>> 24) & 255);
  literal(".");
  whole((address >>> 16) & 255);
  literal(".");
  whole((address >>> 8) & 255);
  literal(".");
  whole(address & 255);
}

function groupAt(address: usize, index: i32): i32 {
  const word = load<i32>(address + ((<usize>(index >> 1)) << 2));
  return (index & 1) === 0 ? word >>> 16 : word & 0xffff;
}

/** The run that RFC 5952 section 4.2.3 shortens: the longest, and the first among equals. Its place in the upper byte. */
function longestZeros(address: usize): i32 {
  let best = 0;
  let bestStart = 0;
  for (let start = 0; start < GROUPS; start++) {
    let length = 0;
    while (start + length < GROUPS && groupAt(address, start + length) === 0) length++;
    if (length > best) {
      best = length;
      bestStart = start;
    }
  }
  return (bestStart << 8) | best;
}
