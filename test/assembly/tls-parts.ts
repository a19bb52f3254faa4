/** Lays open readers of TLS, each for itself. Addresses are of this engine's memory. */
export { factDoublesAt, factWordsAt } from "../../modules/analyzer/assembly/facts";
export { sortShorts } from "../../modules/analyzer/assembly/bytes/sort";
export { JA4_BYTES } from "../../modules/analyzer/assembly/tls/ja4";
export { md5 } from "../../modules/analyzer/assembly/tls/md5";
export { classifyOpening, MAX_OPENING_BYTES, startsClientHello } from "../../modules/analyzer/assembly/tls/opening";
export { isAnswered, nextPhase } from "../../modules/analyzer/assembly/tls/phases";
export { sha256 } from "../../modules/analyzer/assembly/tls/sha256";
export * from "./byte-memos";
export * from "./conversations";
export * from "./hidden-lengths";

export function allocate(bytes: i32): usize {
  return heap.alloc(bytes);
}

export function free(address: usize): void {
  heap.free(address);
}
