import { join } from "node:path";
import type { Log } from "./events";
import type { OpenFile } from "./file-names";
import type { Spool } from "./spool";
import type { TcpdumpEnd } from "./tcpdump";

/** The files of one VNI that lie in `open`, and how each gets finished. */
export class VniFiles {
  readonly #spool: Spool;
  readonly #vni: number;
  readonly #log: Log;

  constructor(spool: Spool, vni: number, log: Log) {
    this.#spool = spool;
    this.#vni = vni;
    this.#log = log;
  }

  /** In the order they were begun. */
  async open(): Promise<OpenFile[]> {
    return (await this.#spool.openFiles()).filter((file) => file.vni === this.#vni);
  }

  async paths(): Promise<string[]> {
    return (await this.open()).map((file) => join(this.#spool.openFolder, file.name));
  }

  /** Finishes a file whose tcpdump has ended; `end` is undefined where nothing is known of that. */
  async finish(file: OpenFile, end: TcpdumpEnd | undefined): Promise<void> {
    // tcpdump tells its counts when it ends in good order; without them its last file may be cut short.
    if (end?.counters === undefined) await this.recover(file);
    else await this.close(file);
  }

  async close(file: OpenFile): Promise<void> {
    const closed = await this.#spool.close(file);
    this.#log({ event: "file-closed", vni: this.#vni, file: closed.name, bytes: closed.bytes });
  }

  /** Mends a file that may be cut short. */
  async recover(file: OpenFile): Promise<void> {
    const recovered = await this.#spool.recover(file);
    this.#log({ event: "file-recovered", file: recovered.name, bytesCut: recovered.bytesCut ?? null });
  }
}
