/** What a check of the coverage measures, in the namespace `TlsMirror` with the dimensions `Deployment` and `LoadBalancer`. */
export const CoverageMetric = {
  /** Interfaces that the load balancer has. */
  BALANCER_INTERFACES: "BalancerInterfaces",
  /** Sessions of the filter to the target, also those on other interfaces. */
  MIRROR_SESSIONS: "MirrorSessions",
  /** Interfaces of the load balancer without such a session. */
  UNMIRRORED_INTERFACES: "UnmirroredInterfaces",
} as const;

/** Whose metrics they are. */
export interface CoverageDimensions {
  readonly deployment: string;
  /** `app/NAME/ID`: one deployment may mirror several load balancers of an account. */
  readonly loadBalancerArnSuffix: string;
}

/** By the names that CloudWatch knows them by. */
export function coverageDimensions({ deployment, loadBalancerArnSuffix }: CoverageDimensions) {
  return { Deployment: deployment, LoadBalancer: loadBalancerArnSuffix };
}
