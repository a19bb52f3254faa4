import type { Outcome } from "../contracts";
import type { FrameKind } from "./decap/frame";

/** What was seen besides the records. */
export interface AnalyzerCounts {
  /** Packets accepted. */
  packets: number;
  /** Packets by what they turned out to be. */
  readonly kinds: Record<FrameKind, number>;
  /** Connections reported, by what became of them. */
  readonly outcomes: Record<Outcome, number>;
  /** Connections copied by two mirror sessions and reported once. */
  duplicates: number;
}

/** Nothing was seen. */
export function noCounts(): AnalyzerCounts {
  return {
    packets: 0,
    kinds: {
      tcp: 0,
      "packet-too-big": 0,
      unreachable: 0,
      fragment: 0,
      quic: 0,
      dtls: 0,
      other: 0,
      truncated: 0,
      malformed: 0,
    },
    outcomes: { completed: 0, failed: 0, "not-tls": 0, undetermined: 0 },
    duplicates: 0,
  };
}
