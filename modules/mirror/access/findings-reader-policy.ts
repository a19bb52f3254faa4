import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { refused } from "../errors";
import type { Home } from "./home";
import { homeOf } from "./home";
import { deploymentProblems, ownershipTags } from "../ownership";
import type { PolicyStatement } from "./policy-document";
import { policyDocument } from "./policy-document";
import type { IFindingsCatalog } from "../store/findings-catalog";
import { storeRoot } from "../store/store";

/** What an analyst needs who asks findings, and no more. */
export interface FindingsReaderPolicyProps {
  /** Name of the deployment, for the tags. */
  readonly deployment: string;
  /** The findings, of this account and Region. */
  readonly catalog: IFindingsCatalog;
  /**
   * Lets download captures too, which hold names, addresses and certificates of clients.
   *
   * @default false
   */
  readonly allowCaptures?: boolean;
}

/** Least privilege for questions to the findings of one catalog, in its workgroup, with the answers in its bucket. */
export class FindingsReaderPolicy extends Construct {
  /** To attach to the role. */
  readonly policyArn: string;

  /** The document, for a policy of another kind. */
  readonly json: string;

  /** The Terraform resource, for overrides this class does not offer. */
  readonly resource: IamPolicy;

  constructor(scope: Construct, id: string, props: FindingsReaderPolicyProps) {
    super(scope, id);
    const problems = deploymentProblems(props.deployment);
    if (problems.length > 0) throw refused(this.node.path, problems);

    const home = homeOf(this);
    this.json = policyDocument([
      ...askStatements(home, props.catalog),
      ...readStatements(props.catalog, props.allowCaptures ?? false),
      ...answerStatements(props.catalog),
      ...keyStatements(home, props.catalog),
    ]);
    this.resource = new IamPolicy(this, "Resource", {
      namePrefix: "tls-mirror-",
      description: "Ask the findings of TLS analysis",
      policy: this.json,
      tags: ownershipTags(props.deployment),
    });
    this.policyArn = this.resource.arn;
  }
}

function askStatements({ partition, region, accountId }: Home, catalog: IFindingsCatalog): PolicyStatement[] {
  const glue = `arn:${partition}:glue:${region}:${accountId}`;
  return [
    {
      Sid: "AskInThisWorkgroup",
      Effect: "Allow",
      Action: [
        "athena:BatchGetNamedQuery",
        "athena:BatchGetQueryExecution",
        "athena:GetNamedQuery",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetWorkGroup",
        "athena:ListNamedQueries",
        "athena:ListQueryExecutions",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      Resource: `arn:${partition}:athena:${region}:${accountId}:workgroup/${catalog.workgroupName}`,
    },
    {
      Sid: "FindTheWorkgroupInTheConsole",
      Effect: "Allow",
      Action: ["athena:ListDataCatalogs", "athena:ListWorkGroups"],
      // Neither call knows an ARN.
      Resource: "*",
    },
    {
      Sid: "ReadTheTablesColumns",
      Effect: "Allow",
      Action: ["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable", "glue:GetTables"],
      Resource: [
        `${glue}:catalog`,
        `${glue}:database/${catalog.databaseName}`,
        `${glue}:table/${catalog.databaseName}/${catalog.tableName}`,
      ],
    },
  ];
}

function readStatements({ store, deployments }: IFindingsCatalog, allowCaptures: boolean): PolicyStatement[] {
  const kinds = allowCaptures ? ["findings", "captures"] : ["findings"];
  const folders = deployments.flatMap((deployment) =>
    kinds.map((kind) => `${storeRoot(store)}${deployment}/${kind}/*`),
  );
  return [
    {
      Sid: "ReadTheFolders",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: folders.map((folder) => `${store.bucketArn}/${folder}`),
    },
    {
      Sid: "ListTheFolders",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: store.bucketArn,
      Condition: { StringLike: { "s3:prefix": folders } },
    },
    { Sid: "FindTheBucket", Effect: "Allow", Action: "s3:GetBucketLocation", Resource: store.bucketArn },
  ];
}

/** Athena writes answers with the rights of who asks. */
function answerStatements({ resultsBucketArn }: IFindingsCatalog): PolicyStatement[] {
  return [
    {
      Sid: "WriteAndFetchAnswers",
      Effect: "Allow",
      Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      Resource: `${resultsBucketArn}/*`,
    },
    {
      Sid: "FindTheAnswersBucket",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: resultsBucketArn,
    },
  ];
}

function keyStatements({ region }: Home, { store }: IFindingsCatalog): PolicyStatement[] {
  if (store.keyArn === undefined) return [];
  return [
    {
      Sid: "UseTheKeyThroughS3",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: store.keyArn,
      Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
    },
  ];
}
