/** What may be held, and for how long: `FlowLimits` of the analyzer, with times in microseconds. */
@unmanaged
class Limits {
  maxConnections: f64 = 0;
  maxPendingBytes: f64 = 0;
  maxPendingSegments: f64 = 0;
  maxPendingBytesTotal: f64 = 0;
  reorderUs: f64 = 0;
  stallUs: f64 = 0;
  idleUs: f64 = 0;
  lingerUs: f64 = 0;
  maxPreludeBytes: f64 = 0;
  /** The shortest of the times after which silence means something. */
  leastPatienceUs: f64 = 0;
}

export const limits = changetype<Limits>(memory.data(offsetof<Limits>(), 8));
