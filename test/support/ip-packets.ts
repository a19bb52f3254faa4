import { concat, padded, u16, u32, u8 } from "./wire-bytes";

/** Builds IP packets and what they carry, up to the payload of TCP and UDP. Lengths are right unless overridden. */

export const IpProtocol = { ICMP: 1, TCP: 6, UDP: 17, ICMPV6: 58 } as const;

const EMPTY = new Uint8Array(0);

export interface Ipv4Options {
  readonly source: string;
  readonly destination: string;
  /** @default IpProtocol.TCP */
  readonly protocol?: number;
  readonly identification?: number;
  /** Bytes, a multiple of 8. */
  readonly fragmentOffset?: number;
  readonly moreFragments?: boolean;
  readonly dontFragment?: boolean;
  /** Header options; padded to four bytes. */
  readonly options?: Uint8Array;
  /** Overrides the right value; segmentation offload leaves 0 there. */
  readonly totalLength?: number;
}

/** IPv4, RFC 791 section 3.1. */
export function ipv4(options: Ipv4Options, payload: Uint8Array): Uint8Array {
  const headerOptions = padded(options.options ?? EMPTY, 4);
  const headerLength = 20 + headerOptions.length;
  const flags = (options.dontFragment === true ? 0x4000 : 0) | (options.moreFragments === true ? 0x2000 : 0);
  return concat(
    u8(0x40 | (headerLength / 4)),
    u8(0),
    u16(options.totalLength ?? headerLength + payload.length),
    u16(options.identification ?? 0),
    u16(flags | ((options.fragmentOffset ?? 0) >> 3)),
    u8(64),
    u8(options.protocol ?? IpProtocol.TCP),
    u16(0),
    ipv4Address(options.source),
    ipv4Address(options.destination),
    headerOptions,
    payload,
  );
}

/** An IPv6 extension header; `body` follows its next-header and length bytes. */
export interface Ipv6Extension {
  /** 0 hop-by-hop, 43 routing, 44 fragment, 60 destination options (RFC 8200 section 4). */
  readonly type: number;
  readonly body: Uint8Array;
}

export interface Ipv6Options {
  readonly source: string;
  readonly destination: string;
  /** Protocol after the last extension header. @default IpProtocol.TCP */
  readonly nextHeader?: number;
  readonly extensions?: readonly Ipv6Extension[];
  /** Overrides the right value. */
  readonly payloadLength?: number;
}

/** IPv6, RFC 8200 section 3. */
export function ipv6(options: Ipv6Options, payload: Uint8Array): Uint8Array {
  const extensions = options.extensions ?? [];
  const last = options.nextHeader ?? IpProtocol.TCP;
  const headers = extensions.map((extension, index) => {
    const next = extensions[index + 1]?.type ?? last;
    const body = padded(concat(u8(next), u8(0), extension.body), 8);
    // In the fragment header (44) the second byte is reserved.
    body[1] = extension.type === 44 ? 0 : body.length / 8 - 1;
    return body;
  });
  const rest = concat(...headers, payload);
  return concat(
    u32(0x60000000),
    u16(options.payloadLength ?? rest.length),
    u8(extensions[0]?.type ?? last),
    u8(64),
    ipv6Address(options.source),
    ipv6Address(options.destination),
    rest,
  );
}

/** The body of an IPv6 fragment header, RFC 8200 section 4.5; the offset in bytes, a multiple of 8. */
export function ipv6FragmentExtension(offset: number, moreFragments: boolean, identification: number): Ipv6Extension {
  return { type: 44, body: concat(u16(offset | (moreFragments ? 1 : 0)), u32(identification)) };
}

/** IPv4 or IPv6, by the form of the source address. */
export function ip(
  options: { source: string; destination: string; protocol?: number },
  payload: Uint8Array,
): Uint8Array {
  if (!options.source.includes(":")) return ipv4(options, payload);
  return ipv6({ ...options, nextHeader: options.protocol }, payload);
}

export interface UdpOptions {
  /** @default 49152 */
  readonly sourcePort?: number;
  readonly destinationPort: number;
}

/** UDP, RFC 768. */
export function udp(options: UdpOptions, payload: Uint8Array): Uint8Array {
  const ports = concat(u16(options.sourcePort ?? 49152), u16(options.destinationPort));
  return concat(ports, u16(8 + payload.length), u16(0), payload);
}

export interface TcpOptions {
  /** @default 50000 */
  readonly sourcePort?: number;
  /** @default 443 */
  readonly destinationPort?: number;
  /** @default 0 */
  readonly sequence?: number;
  /** @default 0 */
  readonly acknowledgment?: number;
  /** Letters of F, S, R, P, A, U, E, C as tcpdump prints them. @default "A" */
  readonly flags?: string;
  /** @default 65535 */
  readonly window?: number;
  /** Header options; padded to four bytes with end-of-list. */
  readonly options?: Uint8Array;
}

/** TCP, RFC 9293 section 3.1. */
export function tcp(options: TcpOptions, payload: Uint8Array = EMPTY): Uint8Array {
  const headerOptions = padded(options.options ?? EMPTY, 4);
  return concat(
    u16(options.sourcePort ?? 50000),
    u16(options.destinationPort ?? 443),
    u32(options.sequence ?? 0),
    u32(options.acknowledgment ?? 0),
    u8(((20 + headerOptions.length) / 4) << 4),
    u8(tcpFlags(options.flags ?? "A")),
    u16(options.window ?? 65535),
    u32(0),
    headerOptions,
    payload,
  );
}

/** ICMP and ICMPv6 errors, RFC 792 and RFC 4443: `quoted` is the packet they are about, from its IP header. */
export function icmpError(options: { type: number; code: number; rest?: number }, quoted: Uint8Array): Uint8Array {
  return concat(u8(options.type), u8(options.code), u16(0), u32(options.rest ?? 0), quoted);
}

const TCP_FLAGS = "FSRPAUEC";

function tcpFlags(letters: string): number {
  return Array.from(letters).reduce((bits, letter) => bits | (1 << TCP_FLAGS.indexOf(letter)), 0);
}

function ipv4Address(text: string): Uint8Array {
  return Uint8Array.from(text.split("."), Number);
}

function ipv6Address(text: string): Uint8Array {
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return concat(...[...left, ...zeros, ...right].map((group) => u16(parseInt(group, 16))));
}
