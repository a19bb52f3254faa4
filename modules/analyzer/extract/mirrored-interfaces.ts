import { addressText } from "../report/addresses";
import type { CapturedInterface, PcapngWriter } from "./pcapng-writer";

/** An interface already described in the file. */
interface Known {
  readonly vni: number | null;
  readonly address: Int32Array | null;
  readonly linkType: number;
  readonly id: number;
}

/** Interfaces told apart in one file: a balancer has at most a hundred. Packets of further ones go under their VNI. */
const MAX_INTERFACES = 1024;

/** Gives each mirrored interface of a capture an interface of its own in the pcapng file. */
export class MirroredInterfaces {
  readonly #writer: PcapngWriter;
  readonly #known: Known[] = [];
  #last: Known | undefined;

  constructor(writer: PcapngWriter) {
    this.#writer = writer;
  }

  /**
   * Number of the interface, described in the file at its first use.
   *
   * @param address - of the mirrored interface, four words; null where it is not known. Borrowed for the call.
   */
  idOf(vni: number | null, address: Int32Array | null, linkType: number): number {
    const last = this.#last;
    if (last !== undefined && isSame(last, vni, address, linkType)) return last.id;
    const known = this.#known.find((each) => isSame(each, vni, address, linkType)) ?? this.#add(vni, address, linkType);
    this.#last = known;
    return known.id;
  }

  #add(vni: number | null, address: Int32Array | null, linkType: number): Known {
    if (address !== null && this.#known.length >= MAX_INTERFACES) {
      const id = this.idOf(vni, null, linkType);
      return { vni, address: address.slice(), linkType, id };
    }
    const id = this.#writer.describe(description(vni, address === null ? null : addressText(address), linkType));
    const known = { vni, address: address === null ? null : address.slice(), linkType, id };
    this.#known.push(known);
    return known;
  }
}

/** Named as a reader of the file will look for it: by VNI first, then by the balancer's address. */
function description(vni: number | null, address: string | null, linkType: number): CapturedInterface {
  const network = vni === null ? "not encapsulated" : `VNI ${vni}`;
  return {
    name: [vni === null ? "plain" : `vni${vni}`, ...(address === null ? [] : [address])].join("-"),
    description: `${network}, mirrored interface ${address ?? "not told by the packets"}`,
    linkType,
  };
}

function isSame(known: Known, vni: number | null, address: Int32Array | null, linkType: number): boolean {
  if (known.vni !== vni || known.linkType !== linkType) return false;
  if (address === null || known.address === null) return address === known.address;
  for (let word = 0; word < 4; word++) if (known.address[word] !== address[word]) return false;
  return true;
}
