export { Analyzer, DEFAULT_LIMITS, type AnalyzerCounts, type AnalyzerLimits, type AnalyzerOptions } from "./analyzer";
export * from "./capture";
