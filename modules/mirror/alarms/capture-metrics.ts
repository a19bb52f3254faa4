/** What the appliance measures each minute, in the namespace `TlsMirror` with the dimension `Deployment`. */
export const CaptureMetric = {
  PACKETS_CAPTURED: "PacketsCaptured",
  /** Also with the dimension `Vni`. */
  PACKETS_RECEIVED: "PacketsReceived",
  PACKETS_DROPPED_BY_KERNEL: "PacketsDroppedByKernel",
  PACKETS_DROPPED_BY_DEVICE: "PacketsDroppedByDevice",
  /** Share of the disk budget that captures take, in percent. */
  DISK_USED_PERCENT: "DiskUsedPercent",
  /** Age of the oldest file that is finished and not uploaded, in seconds; 0 where there is none. */
  UPLOAD_LAG_SECONDS: "UploadLagSeconds",
  HANDSHAKES_COMPLETED: "HandshakesCompleted",
  HANDSHAKES_FAILED: "HandshakesFailed",
} as const;

/** Frames that an appliance sends to itself on an idle link, a minute and VNI; they count as received. */
export const PROBES_PER_MINUTE = 6;
