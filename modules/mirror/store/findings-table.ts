import type { GlueCatalogTableConfig } from "@cdktf/provider-aws/lib/glue-catalog-table";
import { Tokenization } from "cdktf";
import { FINDING_COLUMNS, hiveType, PARTITION_COLUMNS } from "../../contracts";
import type { ICaptureStore } from "./store";
import { storeRoot } from "./store";

interface FindingsTableProps {
  readonly store: ICaptureStore;
  readonly deployments: readonly string[];
  readonly findingsRetentionDays: number;
}

/**
 * The table `findings` over `DEPLOYMENT/findings/dt=YYYY-MM-DD/hour=HH/COLLECTOR-VNI-TIME.ndjson.gz`.
 *
 * Partitions are projected: https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html. A deployment is a
 * partition too, so that one table serves all of a store.
 */
export function findingsTable(props: FindingsTableProps): Omit<GlueCatalogTableConfig, "databaseName"> {
  const root = `s3://${props.store.bucketName}/${storeRoot(props.store)}`;
  return {
    name: "findings",
    description: "One row a TLS connection; docs/record.md tells what each column is",
    tableType: "EXTERNAL_TABLE",
    partitionKeys: PARTITION_COLUMNS.map((name) => ({ name, type: "string" })),
    storageDescriptor: {
      location: root,
      inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
      outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
      columns: Object.entries(FINDING_COLUMNS).map(([name, type]) => ({
        name: name.toLowerCase(),
        type: hiveType(type),
      })),
      serDeInfo: {
        name: "findings",
        serializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
        // The record writes closedBy, and a column can only be closedby.
        parameters: { "case.insensitive": "TRUE" },
      },
    },
    parameters: {
      EXTERNAL: "TRUE",
      classification: "json",
      compressionType: "gzip",
      "projection.enabled": "true",
      "projection.deployment.type": "enum",
      "projection.deployment.values": props.deployments.join(","),
      "projection.dt.type": "date",
      "projection.dt.format": "yyyy-MM-dd",
      "projection.dt.range": `NOW-${Tokenization.stringifyNumber(props.findingsRetentionDays)}DAYS,NOW`,
      "projection.hour.type": "integer",
      "projection.hour.range": "0,23",
      "projection.hour.digits": "2",
      // Two dollar signs: Terraform would take one for an expression of its own.
      "storage.location.template": `${root}$\${deployment}/findings/dt=$\${dt}/hour=$\${hour}/`,
    },
  };
}
