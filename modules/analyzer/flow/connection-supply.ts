import type { Frame } from "../decap/frame";
import { Connection } from "./connection";
import type { FlowTable } from "./flow-table";

/** Connections that are over, kept for others. */
const MAX_SPARE = 4096;

/** A balancer has at most a hundred interfaces; addresses beyond are not shared. */
const MAX_SHARED_MIRRORS = 128;

/** Makes connections out of those that are over. */
export class ConnectionSupply {
  readonly #table: FlowTable;
  readonly #spare: Connection[] = [];
  readonly #mirrors: Int32Array[] = [];

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** A connection that begins with this frame; the rest is told as to the connection itself. */
  take(row: number, frame: Frame, ordinal: number, clientIsLow: boolean, reported: boolean): Connection {
    const mirror = this.#mirrorOf(frame);
    const spare = this.#spare.pop();
    if (spare === undefined) {
      return new Connection(this.#table, row, mirror, ordinal, frame.timeUs, clientIsLow, reported);
    }
    spare.reset(row, mirror, ordinal, frame.timeUs, clientIsLow, reported);
    return spare;
  }

  /** Keeps the object for another connection, unless somebody may still look at it. */
  giveBack(connection: Connection): void {
    if (connection.queuedToClose || connection.twin !== null || this.#spare.length >= MAX_SPARE) return;
    connection.consumer = null;
    this.#spare.push(connection);
  }

  /** One array for all connections of a mirrored interface. */
  #mirrorOf({ vni, mirror }: Frame): Int32Array | null {
    if (vni < 0) return null;
    const known = this.#mirrors.find((words) => words.every((word, index) => word === mirror[index]));
    if (known !== undefined) return known;
    const words = mirror.slice();
    if (this.#mirrors.length < MAX_SHARED_MIRRORS) this.#mirrors.push(words);
    return words;
  }
}
