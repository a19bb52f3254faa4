export {
  Analyzer,
  DEFAULT_LIMITS,
  type AnalyzerCounts,
  type AnalyzerLimits,
  type AnalyzerOptions,
  type Shard,
} from "./analyzer";
export * from "./capture";
export type { FragmentLimits } from "./decap/fragments";
export type { FrameKind } from "./decap/frame";
export type { FlowLimits } from "./flow/limits";
export type { ListenerOptions, ListenerRange } from "./flow/listeners";
export { rememberedMismatch, type OfferReason } from "./policy/mismatch-memo";
export { PolicyCatalog } from "./policy/policy-catalog";
export type { SecurityPolicy } from "./policy/security-policy";
export type { OrderLimits, Place, RecordOutput } from "./record-order";
