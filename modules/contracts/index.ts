export type { WholeNumbers } from "./appliance-limits";
export {
  ACCOUNT_FORM,
  BUCKET_FORM,
  DISK_BUDGET_BYTES,
  HEALTH_PORTS,
  LISTENER_PORTS,
  PREFIX_FORM,
  REGION_FORM,
  ROTATION_SECONDS,
  VIRTUAL_NETWORK_ID_COUNT,
  VIRTUAL_NETWORK_IDS,
} from "./appliance-limits";
export type { ApplianceSettings, Retention } from "./appliance-settings";
export {
  APPLIANCE_SETTINGS_PATH,
  CAPTURE_HEALTH_PATH,
  DEFAULT_HEALTH_PORT,
  DEFAULT_ROTATION_SECONDS,
} from "./appliance-settings";
export { DRAIN_HOOK_NAME, fleetName } from "./fleet";
export type {
  AlertRecord,
  BlindCause,
  Cause,
  Certainty,
  CertificateRecord,
  ClosedBy,
  ConnectionRecord,
  Endpoint,
  FailureCause,
  HelloRecord,
  Leg,
  NotTlsCause,
  Outcome,
  Reason,
  ReasonKind,
  ServerHelloRecord,
  Side,
  Verdict,
} from "./record";
export { RECORD_VERSION } from "./record";
export { duckDbFindings, duckDbType, TRINO_MACROS } from "./sql/duckdb";
export type { ColumnType, ScalarType } from "./sql/finding-columns";
export { FINDING_COLUMNS, hiveType, PARTITION_COLUMNS } from "./sql/finding-columns";
export type { NamedQuery } from "./sql/named-queries";
export { NAMED_QUERIES } from "./sql/named-queries";
export type { ManagedBy } from "./tags";
export { DEPLOYMENT_TAG, EXPIRES_AT_TAG, MANAGED_BY_TAG } from "./tags";
export { UserError } from "./user-error";
export { METRICS_NAMESPACE, metricsLogGroup } from "./metrics";
