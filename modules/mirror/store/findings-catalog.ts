import { AthenaNamedQuery } from "@cdktf/provider-aws/lib/athena-named-query";
import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup";
import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database";
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { NAMED_QUERIES } from "../../contracts";
import { notWhole, refused } from "../errors";
import type { ICaptureStore } from "./store";
import { scanLimitTooLow } from "./errors";
import { findingsTable } from "./findings-table";
import { deploymentProblems, ownershipTags } from "../ownership";
import { PrivateBucket } from "./private-bucket";
import { otherDeploymentProblems } from "./store-checks";
import { isOutside } from "../whole-number";

/** Where findings can be asked about; what policies of analysts depend on. */
export interface IFindingsCatalog {
  /** Where the findings are. */
  readonly store: ICaptureStore;
  /** Deployments whose findings the table holds. */
  readonly deployments: string[];
  /** Glue database of the table. */
  readonly databaseName: string;
  /** Glue table of the findings. */
  readonly tableName: string;
  /** Athena workgroup that has the named queries, and the limit on what one may read. */
  readonly workgroupName: string;
  /** Bucket that answers are written to. */
  readonly resultsBucketArn: string;
}

/** Findings of a store as a table for Athena. */
export interface FindingsCatalogProps {
  /** Name of the deployment, for the tags and for database and workgroup. */
  readonly deployment: string;
  /** Where the findings are. */
  readonly store: ICaptureStore;
  /**
   * Further deployments in the same store, in the same table.
   *
   * @default - none
   */
  readonly otherDeployments?: string[];
  /**
   * How many days back the table goes; give the days after which findings expire.
   *
   * @default 365
   */
  readonly findingsRetentionDays?: number;
  /**
   * The most that one query may read, in bytes; Athena cancels it there, and bills what it has read.
   *
   * @default 10737418240, ten GiB
   */
  readonly queryScanLimitBytes?: number;
}

/** The lowest limit that Athena takes, in bytes (WorkGroupConfiguration, BytesScannedCutoffPerQuery). */
const LEAST_SCAN_LIMIT_BYTES = 10 * 1024 ** 2;

/** How long Athena's answers are kept, in days: long enough to fetch them, and a query makes them again. */
const RESULTS_DAYS = 7;

/**
 * Findings as the table `findings`, a workgroup that limits what a query reads, and ready-made queries.
 *
 * The table finds its partitions by computing their names, so nothing has to crawl the bucket. Answers go to a bucket
 * of their own, since the store's may lock objects; `terraform destroy` removes it, and the workgroup with its history.
 */
export class FindingsCatalog extends Construct implements IFindingsCatalog {
  readonly store: ICaptureStore;

  readonly deployments: string[];

  readonly databaseName: string;

  readonly tableName: string;

  readonly workgroupName: string;

  readonly resultsBucketArn: string;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: GlueCatalogTable;

  constructor(scope: Construct, id: string, props: FindingsCatalogProps) {
    super(scope, id);
    const findingsRetentionDays = props.findingsRetentionDays ?? 365;
    const scanLimit = props.queryScanLimitBytes ?? 10 * 1024 ** 3;
    const otherDeployments = props.otherDeployments ?? [];
    const problems = [
      ...deploymentProblems(props.deployment),
      ...otherDeploymentProblems(props.deployment, otherDeployments),
      ...(isOutside(findingsRetentionDays, 1, Number.MAX_SAFE_INTEGER)
        ? [notWhole("findingsRetentionDays", findingsRetentionDays, 1, "days")]
        : []),
      ...(isOutside(scanLimit, LEAST_SCAN_LIMIT_BYTES, Number.MAX_SAFE_INTEGER)
        ? [scanLimitTooLow(scanLimit, LEAST_SCAN_LIMIT_BYTES)]
        : []),
    ];
    if (problems.length > 0) throw refused(this.node.path, problems);

    this.store = props.store;
    this.deployments = [props.deployment, ...otherDeployments];
    const tags = ownershipTags(props.deployment);
    const results = resultsBucket(this, props.store, tags);
    this.resultsBucketArn = results.resource.arn;

    const database = new GlueCatalogDatabase(this, "Database", {
      name: `tls_mirror_${withoutHyphens(props.deployment)}`,
      description: "Findings of TLS analysis",
      tags,
    });
    this.resource = new GlueCatalogTable(this, "Resource", {
      databaseName: database.name,
      ...findingsTable({ store: this.store, deployments: this.deployments, findingsRetentionDays }),
    });
    const workgroup = new AthenaWorkgroup(this, "Workgroup", {
      name: `tls-mirror-${props.deployment}`,
      description: "Questions to the findings of TLS analysis",
      forceDestroy: true,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: scanLimit,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: `s3://${results.resource.bucket}/`,
          encryptionConfiguration:
            props.store.keyArn === undefined
              ? { encryptionOption: "SSE_S3" }
              : { encryptionOption: "SSE_KMS", kmsKeyArn: props.store.keyArn },
        },
      },
      tags,
    });
    for (const { name, description, sql } of NAMED_QUERIES) {
      new AthenaNamedQuery(this, `Query-${name}`, {
        name,
        description,
        query: sql,
        database: database.name,
        workgroup: workgroup.id,
      });
    }
    this.databaseName = database.name;
    this.tableName = this.resource.name;
    this.workgroupName = workgroup.name;
  }
}

/** Athena takes no hyphen without quotes. */
function withoutHyphens(deployment: string): string {
  return Token.isUnresolved(deployment) ? Fn.replace(deployment, "-", "_") : deployment.replaceAll("-", "_");
}

function resultsBucket(scope: Construct, store: ICaptureStore, tags: Record<string, string>): PrivateBucket {
  const results = new PrivateBucket(scope, "Results", { keyArn: store.keyArn, forceDestroy: true, tags });
  new S3BucketLifecycleConfiguration(scope, "ResultsLifeCycle", {
    bucket: results.resource.bucket,
    rule: [{ id: "results", status: "Enabled", filter: [{}], expiration: [{ days: RESULTS_DAYS }] }],
  });
  return results;
}
