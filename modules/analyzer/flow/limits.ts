/** What may be held, and for how long. Reaching one of these is an outcome of the report, never a crash. */
export interface FlowLimits {
  /** Connections tracked at once. The one idle for longest is judged and dropped first. */
  readonly maxConnections: number;
  /** Bytes held per direction while an earlier segment is missing. */
  readonly maxPendingBytes: number;
  /** Segments held per direction while an earlier one is missing. */
  readonly maxPendingSegments: number;
  /** Bytes held for all connections together. */
  readonly maxPendingBytesTotal: number;
  /** Seconds of packet time by which a mirror may deliver packets out of order. */
  readonly reorderSeconds: number;
  /** Seconds without a packet after which a handshake has stalled. Above the 30 s for which s2n-tls delays a refusal. */
  readonly stallSeconds: number;
  /** Seconds without a packet after which a connection outside a handshake is forgotten: an ALB's longest idle timeout. */
  readonly idleSeconds: number;
  /** Seconds for which stray packets of a finished connection are recognised as such. */
  readonly lingerSeconds: number;
  /** Payload bytes on a port that is no listener's, in which a ClientHello is looked for. */
  readonly maxPreludeBytes: number;
}

export const DEFAULT_FLOW_LIMITS: FlowLimits = {
  maxConnections: 262_144,
  maxPendingBytes: 64 * 1024,
  maxPendingSegments: 256,
  maxPendingBytesTotal: 64 * 1024 * 1024,
  reorderSeconds: 2,
  stallSeconds: 60,
  idleSeconds: 4000,
  lingerSeconds: 60,
  maxPreludeBytes: 64 * 1024,
};
