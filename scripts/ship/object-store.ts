/** A file to be stored, and under which key. */
export interface Shipment {
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
}

/** Why an object is not stored. */
export type Failure =
  /** The store cannot be reached, is busy or broken: another try will do. */
  | { readonly kind: "away"; readonly message: string }
  /** It answers, and says no: somebody has to change something. */
  | { readonly kind: "refused"; readonly message: string; readonly fix: string }
  /** This one key holds something else; others are not concerned. */
  | { readonly kind: "differs"; readonly message: string; readonly fix: string }
  /** The file here is at fault; neither the store nor others are concerned. */
  | { readonly kind: "unreadable"; readonly message: string; readonly fix: string };

/** Where finished files go. */
export interface ObjectStore {
  /**
   * Stores a file and resolves with undefined once the store has confirmed that it holds these very bytes. A file
   * that it holds already is confirmed and not written again. Rejects only when `signal` ended it.
   */
  store(shipment: Shipment, signal: AbortSignal): Promise<Failure | undefined>;
}
