/** Lays open readers of TLS, each for itself. Addresses are of this engine's memory. */
export { factDoublesAt, factWordsAt } from "../../modules/analyzer/assembly/facts";
export { md5 } from "../../modules/analyzer/assembly/tls/md5";
export { classifyOpening, MAX_OPENING_BYTES, startsClientHello } from "../../modules/analyzer/assembly/tls/opening";
export { isAnswered, nextPhase } from "../../modules/analyzer/assembly/tls/phases";
export * from "./byte-memos";
export * from "./conversations";
export * from "./hidden-lengths";

export function allocate(bytes: i32): usize {
  return heap.alloc(bytes);
}

export function free(address: usize): void {
  heap.free(address);
}
