/** A wait that can be cut short; what was asked while nobody waited is remembered for the next. */
export class Wait {
  #isCut = false;
  #end: () => void = () => undefined;

  async for(milliseconds: number): Promise<void> {
    if (!this.#isCut) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#isCut = false;
  }

  cutShort(): void {
    this.#isCut = true;
    this.#end();
  }
}
