import { closeSync, openSync, writeSync } from "node:fs";
import { Flag, type Segment } from "./segments";

/** Where a connection runs. */
export interface Endpoints {
  readonly clientIpv6: boolean;
  /** Number of the client among all: its address. */
  readonly client: number;
  readonly clientPort: number;
  /** Number of the balancer's interface: its address, and the mirror session's VNI. */
  readonly mirror: number;
}

export const LISTENER_PORT = 443;
export const FIRST_VNI = 4711;

const BUFFER_BYTES = 4 << 20;
/** Outer headers, inner headers and a full segment. */
const MAX_PACKET_BYTES = 2048;

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const TCP = 6;
const UDP = 17;
const VXLAN_PORT = 4789;
const TCP_HEADER_BYTES = 32;
/** UDP, VXLAN and inner Ethernet headers. */
const TUNNEL_BYTES = 8 + 8 + 14;

/**
 * Writes a pcap file: Ethernet, IPv4 or IPv6, TCP; inside Ethernet, IPv4, UDP and VXLAN as a mirror session wraps them.
 *
 * Checksums are zero. No contender looks at them, as a mirrored packet that was cut has none that fits.
 */
export class CaptureWriter {
  readonly #descriptor: number;
  readonly #encapsulated: boolean;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  #used = 0;
  #writtenBytes = 0;

  constructor(path: string, encapsulated: boolean) {
    this.#descriptor = openSync(path, "w");
    this.#encapsulated = encapsulated;
    const header = [0xa1b2c3d4, 0x00040002, 0, 0, 262_144, 1];
    for (const word of header) this.#used = this.#buffer.writeUInt32LE(word, this.#used);
  }

  /** Bytes of the file so far. */
  get bytes(): number {
    return this.#writtenBytes + this.#used;
  }

  write(timeUs: number, endpoints: Endpoints, segment: Segment): void {
    if (this.#used + MAX_PACKET_BYTES > BUFFER_BYTES) this.#flush();
    const record = this.#used;
    this.#used += 16;
    const tcpBytes = TCP_HEADER_BYTES + segment.end - segment.start;
    const ipHeaderBytes = endpoints.clientIpv6 ? 40 : 20;
    if (this.#encapsulated) this.#tunnel(endpoints, TUNNEL_BYTES + ipHeaderBytes + tcpBytes);
    this.#ethernet(endpoints.clientIpv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
    if (endpoints.clientIpv6) this.#ipv6(endpoints, segment, tcpBytes);
    else this.#ipv4(clientAddress(endpoints), mirrorAddress(endpoints), segment.side === "client", TCP, tcpBytes);
    this.#tcp(endpoints, segment, timeUs);

    const length = this.#used - record - 16;
    this.#buffer.writeUInt32LE(Math.floor(timeUs / 1e6), record);
    this.#buffer.writeUInt32LE(Math.floor(timeUs % 1e6), record + 4);
    this.#buffer.writeUInt32LE(length, record + 8);
    this.#buffer.writeUInt32LE(length, record + 12);
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #tunnel(endpoints: Endpoints, ipPayloadBytes: number): void {
    this.#ethernet(ETHERTYPE_IPV4);
    this.#ipv4(mirrorAddress(endpoints), COLLECTOR_ADDRESS, true, UDP, ipPayloadBytes);
    this.#u16(49_152 + (endpoints.clientPort & 0x3fff));
    this.#u16(VXLAN_PORT);
    this.#u16(ipPayloadBytes);
    this.#u16(0);
    this.#u32(0x08000000);
    this.#u32((FIRST_VNI + endpoints.mirror) << 8);
  }

  #ethernet(etherType: number): void {
    this.#u32(0x02000000);
    this.#u32(0x00010200);
    this.#u32(0x00000002);
    this.#u16(etherType);
  }

  #ipv4(low: number, high: number, fromLow: boolean, protocol: number, payloadBytes: number): void {
    this.#u16(0x4500);
    this.#u16(20 + payloadBytes);
    this.#u32(0x00004000);
    this.#u16((64 << 8) | protocol);
    this.#u16(0);
    this.#u32(fromLow ? low : high);
    this.#u32(fromLow ? high : low);
  }

  #ipv6(endpoints: Endpoints, { side }: Segment, payloadBytes: number): void {
    this.#u32(0x60000000);
    this.#u16(payloadBytes);
    this.#u16((TCP << 8) | 64);
    for (const end of side === "client" ? ["client", "server"] : ["server", "client"]) {
      this.#u32(0x20010db8);
      this.#u32(end === "client" ? endpoints.client : 0xffff);
      this.#u32(0);
      this.#u32(end === "client" ? 1 : endpoints.mirror + 1);
    }
  }

  #tcp(endpoints: Endpoints, segment: Segment, timeUs: number): void {
    const fromClient = segment.side === "client";
    this.#u16(fromClient ? endpoints.clientPort : LISTENER_PORT);
    this.#u16(fromClient ? LISTENER_PORT : endpoints.clientPort);
    this.#u32(segment.sequence);
    this.#u32((segment.flags & Flag.ACK) === 0 ? 0 : segment.acknowledgment);
    this.#u16(((TCP_HEADER_BYTES / 4) << 12) | segment.flags);
    this.#u16(0xffff);
    this.#u32(0);
    // Two no-operations, then the timestamps option: RFC 7323 section 3.2.
    this.#u32(0x0101080a);
    this.#u32(Math.floor(timeUs / 1000));
    this.#u32(0);
    this.#buffer.set(segment.bytes.subarray(segment.start, segment.end), this.#used);
    this.#used += segment.end - segment.start;
  }

  #u16(value: number): void {
    this.#used = this.#buffer.writeUInt16BE(value & 0xffff, this.#used);
  }

  #u32(value: number): void {
    this.#used = this.#buffer.writeUInt32BE(value >>> 0, this.#used);
  }

  #flush(): void {
    writeSync(this.#descriptor, this.#buffer, 0, this.#used);
    this.#writtenBytes += this.#used;
    this.#used = 0;
  }
}

/** 10.0.9.9. */
const COLLECTOR_ADDRESS = 0x0a000909;

/** 198.18.0.0/15, reserved for benchmarks by RFC 2544. */
function clientAddress({ client }: Endpoints): number {
  return 0xc6120000 + (client & 0x1ffff);
}

/** 10.0.1.10 and following. */
function mirrorAddress({ mirror }: Endpoints): number {
  return 0x0a00010a + mirror;
}
