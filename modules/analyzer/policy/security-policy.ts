/** What a listener accepts, as a predefined policy of Elastic Load Balancing names it. ALB has no custom policies. */
export interface SecurityPolicy {
  /** As AWS writes it, for instance `ELBSecurityPolicy-TLS13-1-2-2021-06`. */
  readonly name: string;
  /** ProtocolVersion values, highest first. */
  readonly versions: readonly number[];
  /** Cipher suites in the order in which the server prefers them. */
  readonly cipherSuites: readonly number[];
  /** An Application Load Balancer can be given it today. */
  readonly forApplication: boolean;
  /** What a reader should know before choosing it; null for most. */
  readonly note: string | null;
}
