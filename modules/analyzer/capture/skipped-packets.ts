/** Counts packets whose link type cannot be read, so that they make one warning a link type and not one each. */
export class SkippedPackets {
  readonly #byLinkType = new Map<number, { packets: number; readonly firstOffset: number }>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  get linkTypes(): number[] {
    return Array.from(this.#byLinkType.keys());
  }

  add(linkType: number, offset: number): void {
    this.#total++;
    const seen = this.#byLinkType.get(linkType);
    if (seen === undefined) this.#byLinkType.set(linkType, { packets: 1, firstOffset: offset });
    else seen.packets++;
  }

  /** In the order they were met. */
  entries(): { linkType: number; packets: number; firstOffset: number }[] {
    return Array.from(this.#byLinkType, ([linkType, seen]) => ({ linkType, ...seen }));
  }
}
