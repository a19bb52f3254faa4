/** What the appliance measures each minute, in the namespace `TlsMirror` with the dimension `Deployment`. */
export const CaptureMetric = {
  PACKETS_CAPTURED: "PacketsCaptured",
  PACKETS_RECEIVED: "PacketsReceived",
  PACKETS_DROPPED_BY_KERNEL: "PacketsDroppedByKernel",
  PACKETS_DROPPED_BY_DEVICE: "PacketsDroppedByDevice",
  /** Share of the disk budget that captures have used, in percent. */
  DISK_USED_PERCENT: "DiskUsedPercent",
  /** Age of the oldest file that is finished and not uploaded, in seconds; 0 where there is none. */
  UPLOAD_LAG: "UploadLagSeconds",
} as const;
