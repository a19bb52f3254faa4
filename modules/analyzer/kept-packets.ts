import type { Retention } from "../contracts";
import type { Analyzer } from "./analyzer";
import type { Packet } from "./capture/packet";
import { MirroredInterfaces } from "./extract/mirrored-interfaces";
import type { PcapngWriter } from "./extract/pcapng-writer";

/**
 * Keeps the packets of a capture while it is analyzed: every packet, with as much of it as `retention` says.
 *
 * `handshakes` keeps headers, handshakes and alerts, so that a second analysis of the copy gives the same records.
 */
export class KeptPackets {
  readonly #analyzer: Analyzer;
  readonly #writer: PcapngWriter;
  readonly #retention: Retention;
  readonly #interfaces: MirroredInterfaces;

  constructor(analyzer: Analyzer, writer: PcapngWriter, retention: Retention) {
    this.#analyzer = analyzer;
    this.#writer = writer;
    this.#retention = retention;
    this.#interfaces = new MirroredInterfaces(writer);
  }

  /** Keeps the packet that the analyzer accepted last. */
  keep(packet: Packet): void {
    const analyzer = this.#analyzer;
    const end = this.#retention === "everything" ? packet.end : analyzer.decisiveEnd(packet);
    const id = this.#interfaces.idOf(analyzer.vni, analyzer.mirroredInterface(), packet.linkType);
    this.#writer.write(id, packet, end);
  }
}
