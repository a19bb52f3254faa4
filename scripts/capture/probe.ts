import { createSocket } from "node:dgram";
import { VXLAN_PORT } from "./vxlan-device";

/**
 * A frame the appliance sends to itself: it proves that mirrored packets would reach the capture file, and it
 * rotates the file of an idle link. Nothing else in a capture looks like it.
 *
 * The frame has EtherType 0x88B5, which IEEE 802 keeps for local experiments, so that no analysis takes it for
 * mirrored traffic, and locally administered addresses; a readable text follows.
 */

const VXLAN_HEADER_BYTES = 8;
const VNI_VALID = 0x08;
const ETHERNET_HEADER_BYTES = 14;
const ETHERTYPE_LOCAL_EXPERIMENTAL = 0x88b5;
/** Destination and source. */
const ADDRESSES = [0x02, 0, 0, 0, 0, 0x02, 0x02, 0, 0, 0, 0, 0x01];

/** An Ethernet frame carries at least 46 bytes (IEEE 802.3 clause 3.2.7). */
const MIN_PAYLOAD_BYTES = 46;

/** What a probe says; `mark` tells one from another. */
export function probeText(mark: string): string {
  return `tls-mirror probe ${mark}`;
}

/** UDP payload of a probe: VXLAN header (RFC 7348 section 5) and frame. */
export function probeDatagram(vni: number, mark: string): Uint8Array {
  const payload = new TextEncoder().encode(probeText(mark).padEnd(MIN_PAYLOAD_BYTES));
  const bytes = new Uint8Array(VXLAN_HEADER_BYTES + ETHERNET_HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VNI_VALID);
  view.setUint32(4, vni << 8);
  bytes.set(ADDRESSES, VXLAN_HEADER_BYTES);
  view.setUint16(VXLAN_HEADER_BYTES + 12, ETHERTYPE_LOCAL_EXPERIMENTAL);
  bytes.set(payload, VXLAN_HEADER_BYTES + ETHERNET_HEADER_BYTES);
  return bytes;
}

/** Whether a captured frame is a probe. */
export function isProbe(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < ETHERNET_HEADER_BYTES + MIN_PAYLOAD_BYTES) return false;
  if (bytes[start + 12] !== ETHERTYPE_LOCAL_EXPERIMENTAL >> 8) return false;
  if (bytes[start + 13] !== (ETHERTYPE_LOCAL_EXPERIMENTAL & 0xff)) return false;
  return ADDRESSES.every((byte, index) => bytes[start + index] === byte);
}

/** Sends a probe over the loopback interface to the kernel's VXLAN device. It is not told whether it arrives. */
export async function sendProbe(vni: number, mark: string): Promise<void> {
  const socket = createSocket("udp4");
  await new Promise<void>((sent) => {
    // A probe that cannot be sent is one that does not arrive: the capture looks for it and says so.
    socket.once("error", () => {
      sent();
    });
    socket.send(probeDatagram(vni, mark), VXLAN_PORT, "127.0.0.1", () => {
      sent();
    });
  });
  socket.close();
}
