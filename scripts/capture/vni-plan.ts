/** How one VNI is captured. */
export interface VniPlan {
  readonly rotationSeconds: number;
  readonly fileSizeLimitMegabytes: number;
  /** Whether the capture sends frames to itself when nothing else tells that packets reach the file. */
  readonly provesItself: boolean;
  /** Whether the device may be made where it is missing. */
  readonly mayAdminister: boolean;
}

/** Whether two plans have tcpdump cut its files alike. */
export function cutsAlike(plan: VniPlan, other: VniPlan | undefined): boolean {
  return (
    plan.rotationSeconds === other?.rotationSeconds && plan.fileSizeLimitMegabytes === other.fileSizeLimitMegabytes
  );
}
