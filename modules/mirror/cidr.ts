import { isIPv4, isIPv6 } from "node:net";

/** An IP network in CIDR notation, RFC 4632 section 3.1 and RFC 4291 section 2.3. */
export interface Cidr {
  readonly family: 4 | 6;
  /** The address as written, host bits included. */
  readonly address: bigint;
  readonly prefixLength: number;
}

/** Every IPv4 address. */
export const ANY_IPV4 = "0.0.0.0/0";

/** Every IPv6 address. */
export const ANY_IPV6 = "::/0";

/** Every address of both families. */
export const ANYWHERE = [ANY_IPV4, ANY_IPV6];

/** Reads `address/length`; undefined when it is neither IPv4 nor IPv6 in that form. */
export function tryParseCidr(text: string): Cidr | undefined {
  const parts = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text);
  const address = parts?.[1] === undefined ? undefined : tryParseAddress(parts[1]);
  if (parts === null || address === undefined) return undefined;

  const prefixLength = Number(parts[2]);
  if (prefixLength > bitsOf(address.family)) return undefined;
  return { ...address, prefixLength };
}

/** Reads an IPv4 or IPv6 address; undefined when it is neither. */
export function tryParseAddress(text: string): Pick<Cidr, "family" | "address"> | undefined {
  if (isIPv4(text)) return { family: 4, address: fromDigits(text.split(".").map(Number), 8n) };
  if (isIPv6(text) && !text.includes("%")) return { family: 6, address: fromDigits(ipv6Groups(text), 16n) };
  return undefined;
}

/** The same network with its host bits zero, as AWS and Terraform require it. */
export function networkForm(cidr: Cidr): string {
  return `${format(cidr.family, networkOf(cidr))}/${cidr.prefixLength}`;
}

/** Whether a bit behind the prefix is set, so that the notation names a host and not a network. */
export function hasHostBits(cidr: Cidr): boolean {
  return networkOf(cidr) !== cidr.address;
}

/** Whether every address of `inner` lies in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return (
    outer.family === inner.family &&
    outer.prefixLength <= inner.prefixLength &&
    networkOf({ ...inner, prefixLength: outer.prefixLength }) === networkOf(outer)
  );
}

/** The network of one address. */
export function singleAddress(address: Pick<Cidr, "family" | "address">): Cidr {
  return { ...address, prefixLength: bitsOf(address.family) };
}

function networkOf(cidr: Cidr): bigint {
  const hostBits = BigInt(bitsOf(cidr.family) - cidr.prefixLength);
  return (cidr.address >> hostBits) << hostBits;
}

function bitsOf(family: Cidr["family"]): number {
  return family === 4 ? 32 : 128;
}

function fromDigits(digits: readonly number[], bits: bigint): bigint {
  return digits.reduce((sum, digit) => (sum << bits) | BigInt(digit), 0n);
}

/** The eight groups of an address already known to be well formed, RFC 4291 section 2.2. */
function ipv6Groups(text: string): number[] {
  const [head = "", tail] = text.split("::");
  const left = groupsOf(head);
  if (tail === undefined) return left;
  const right = groupsOf(tail);
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function groupsOf(part: string): number[] {
  if (part === "") return [];
  return part.split(":").flatMap((group) => {
    if (!group.includes(".")) return [parseInt(group, 16)];
    const embedded = Number(fromDigits(group.split(".").map(Number), 8n));
    return [embedded >>> 16, embedded & 0xffff];
  });
}

/** Text form of an address; IPv6 in the short form of RFC 5952 section 4. */
function format(family: Cidr["family"], address: bigint): string {
  const size = family === 4 ? 8 : 16;
  const count = bitsOf(family) / size;
  const digits = Array.from({ length: count }, (_, i) =>
    Number((address >> BigInt(size * (count - 1 - i))) & ((1n << BigInt(size)) - 1n)),
  );
  if (family === 4) return digits.join(".");

  const groups = digits.map((digit) => digit.toString(16)).join(":");
  const zeros = (groups.match(/\b0(:0)+\b/g) ?? []).reduce((a, b) => (b.length > a.length ? b : a), "");
  return zeros === "" ? groups : groups.replace(new RegExp(`(^|:)${zeros}(:|$)`), "::");
}
