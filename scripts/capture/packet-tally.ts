import type { PacketCounters } from "./counters";
import { addCounters, countersSince, NO_PACKETS } from "./counters";

/** Packets of one VNI, counted over all its tcpdumps, one after the other, and when there was a new one. */
export class PacketTally {
  #total = NO_PACKETS;
  #told = NO_PACKETS;
  #provenMs: number | undefined;
  #provenPackets = 0;

  get total(): PacketCounters {
    return this.#total;
  }

  /** The last that the tcpdump at hand told. */
  get told(): PacketCounters {
    return this.#told;
  }

  /** Another tcpdump counts from here on, from 0. */
  begin(): void {
    this.#told = NO_PACKETS;
  }

  /** What the tcpdump at hand tells. */
  count(told: PacketCounters): void {
    this.addLast(told, this.#told);
    this.#told = told;
  }

  /** The last counts of a tcpdump, which had told `told` before; another one may have begun meanwhile. */
  addLast(counters: PacketCounters, told: PacketCounters): void {
    this.#total = addCounters(this.#total, countersSince(counters, told));
  }

  /** Whether packets were captured since the last call. `nowMs` is of a clock that is never set. */
  hasGrown(nowMs: number): boolean {
    const { captured } = this.#total;
    const hasGrown = captured > this.#provenPackets;
    if (hasGrown) this.prove(nowMs);
    this.#provenPackets = captured;
    return hasGrown;
  }

  /** A packet was captured, as far as is known otherwise. */
  prove(nowMs: number): void {
    this.#provenMs = nowMs;
  }

  /** Whole seconds since a packet was known to be captured; null when none was. */
  silentSeconds(nowMs: number): number | null {
    return this.#provenMs === undefined ? null : Math.round((nowMs - this.#provenMs) / 1_000);
  }
}
