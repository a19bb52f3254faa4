/** What goes wrong with the next requests. */
export type Fault =
  /** 503 SlowDown instead of an answer. */
  | { readonly kind: "slow-down" }
  /** Any other refusal. */
  | { readonly kind: "error"; readonly code: "AccessDenied" | "NoSuchBucket" | "InternalError" }
  /** The connection is dropped once so many bytes of the body have come. */
  | { readonly kind: "drop-in-body"; readonly afterBytes: number }
  /** Done as asked, and answered with 500 all the same. */
  | { readonly kind: "stored-but-500" }
  /** Done as asked, and the connection dropped instead of an answer. */
  | { readonly kind: "stored-but-dropped" }
  /** Answered late. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** The connection is accepted and kept, the request neither read nor answered. */
  | { readonly kind: "hang" };

/** Faults in the order in which requests meet them. */
export class Faults {
  #planned: Fault[] = [];
  #always: Fault | undefined;

  /** The next `times` requests meet it. */
  next(fault: Fault, times = 1): void {
    this.#planned.push(...Array<Fault>(times).fill(fault));
  }

  /** Every request without a fault of its own meets it, until told otherwise. */
  always(fault: Fault | undefined): void {
    this.#always = fault;
  }

  take(): Fault | undefined {
    return this.#planned.shift() ?? this.#always;
  }
}
