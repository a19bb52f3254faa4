import { IPV4_MAPPED } from "../decap/frame";

/** An address of four words as text: dotted for IPv4, RFC 5952 for IPv6. */
export function addressText(words: Int32Array): string {
  const [a = 0, b = 0, c = 0, d = 0] = words;
  if (a === 0 && b === 0 && c === IPV4_MAPPED) return `${d >>> 24}.${(d >>> 16) & 255}.${(d >>> 8) & 255}.${d & 255}`;
  const groups = [a, b, c, d].flatMap((word) => [word >>> 16, word & 0xffff]);
  const { start, length } = longestZeros(groups);
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(":");
  if (length < 2) return text(groups);
  return `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** Four words of an address in text, IPv4 in mapped form; null when it is none. */
export function parseAddress(text: string): Int32Array | null {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (octets !== undefined) {
    const [a = 0, b = 0, c = 0, d = 0] = octets;
    return Math.max(...octets) > 255 ? null : Int32Array.of(0, 0, IPV4_MAPPED, (a << 24) | (b << 16) | (c << 8) | d);
  }
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const zeros = 8 - head.length - tail.length;
  if (halves.length === 1 ? zeros !== 0 : zeros < 1) return null;
  const groups = [...head, ...new Array<string>(zeros).fill("0"), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  const numbers = groups.map((group) => parseInt(group, 16));
  return Int32Array.from({ length: 4 }, (_, word) => ((numbers[word * 2] ?? 0) << 16) | (numbers[word * 2 + 1] ?? 0));
}

/** The run that RFC 5952 section 4.2.3 shortens: the longest, and the first among equals. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}
