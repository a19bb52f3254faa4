import type { TerraformStack } from "cdktf";
import { FINDING_COLUMNS, NAMED_QUERIES } from "../../../../modules/contracts";
import type { FindingsCatalogProps } from "../../../../modules/mirror";
import { CaptureStore, FindingsCatalog } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const catalog =
  (props: Partial<FindingsCatalogProps> = {}) =>
  (stack: TerraformStack) => {
    new FindingsCatalog(stack, "Catalog", {
      deployment: "web-prod",
      store: CaptureStore.fromBucketArn("arn:aws:s3:::mine", "team/tls", KEY),
      ...props,
    });
  };

describe("a catalog of findings", () => {
  test.each<[Partial<FindingsCatalogProps>, string]>([
    [
      { deployment: "Web" },
      'deployment: "Web" must be 1 to 63 characters of a-z, 0-9 and "-", beginning with a letter. ' +
        "It names tags, folders and this installation; choose for instance web-prod.",
    ],
    [
      { otherDeployments: ["web-test", "web-test"] },
      'otherDeployments: "web-test" is named twice. Name each deployment once, and this store\'s own not at all.',
    ],
    [
      { findingsRetentionDays: 0 },
      "findingsRetentionDays must be a whole number of days, at least 1, got 0. Correct it.",
    ],
    [
      { queryScanLimitBytes: 1_000_000 },
      "queryScanLimitBytes must be at least 10485760, which is the lowest that Athena takes, got 1000000. Raise it.",
    ],
  ])("is refused for %j", (props, message) => {
    expect(refusal(catalog(props))).toBe(`[stack/Catalog] ${message}`);
  });

  test("finds partitions by computing their folders, back to where findings expire", () => {
    const table = synth(catalog({ otherDeployments: ["web-test"], findingsRetentionDays: 90 })).resource(
      "aws_glue_catalog_table",
    );

    expect(table["parameters"]).toEqual({
      EXTERNAL: "TRUE",
      classification: "json",
      compressionType: "gzip",
      "projection.enabled": "true",
      "projection.deployment.type": "enum",
      "projection.deployment.values": "web-prod,web-test",
      "projection.dt.type": "date",
      "projection.dt.format": "yyyy-MM-dd",
      "projection.dt.range": "NOW-90DAYS,NOW",
      "projection.hour.type": "integer",
      "projection.hour.range": "0,23",
      "projection.hour.digits": "2",
      "storage.location.template": "s3://mine/team/tls/$${deployment}/findings/dt=$${dt}/hour=$${hour}/",
    });
    expect(table["partition_keys"]).toEqual([
      { name: "deployment", type: "string" },
      { name: "dt", type: "string" },
      { name: "hour", type: "string" },
    ]);
  });

  test("has a column for every field of the record, in the lower case that Athena keeps", () => {
    const { columns, ser_de_info: serDe } = synth(catalog()).resource("aws_glue_catalog_table")[
      "storage_descriptor"
    ] as { columns: { name: string; type: string }[]; ser_de_info: object };

    expect(columns.map(({ name }) => name)).toEqual(Object.keys(FINDING_COLUMNS).map((name) => name.toLowerCase()));
    expect(columns.filter(({ type }) => type !== type.toLowerCase())).toEqual([]);
    expect(columns.find(({ name }) => name === "alert")?.type).toBe(
      "struct<by:string,level:int,code:int,name:string,encrypted:boolean>",
    );
    expect(serDe).toMatchObject({
      serialization_library: "org.openx.data.jsonserde.JsonSerDe",
      parameters: { "case.insensitive": "TRUE" },
    });
  });

  test("limits what a query reads, and lets no client decide where its answer goes", () => {
    expect(synth(catalog()).resource("aws_athena_workgroup")).toMatchObject({
      name: "tls-mirror-web-prod",
      configuration: {
        bytes_scanned_cutoff_per_query: 10 * 1024 ** 3,
        enforce_workgroup_configuration: true,
        result_configuration: {
          output_location: "s3://${aws_s3_bucket.Catalog_Results_4BE287F2.bucket}/",
          encryption_configuration: { encryption_option: "SSE_KMS", kms_key_arn: KEY },
        },
      },
    });
  });

  test("encrypts answers by S3's own keys where the store has no key", () => {
    const store = CaptureStore.fromBucketArn("arn:aws:s3:::mine");
    const stack = synth(catalog({ store }));

    expect(stack.resource("aws_athena_workgroup")).toMatchObject({
      configuration: { result_configuration: { encryption_configuration: { encryption_option: "SSE_S3" } } },
    });
    expect(stack.resource("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" }, bucket_key_enabled: false },
    ]);
  });

  test("keeps answers for a week, in a bucket that goes with the catalog", () => {
    const stack = synth(catalog());

    expect(stack.resource("aws_s3_bucket")["force_destroy"]).toBe(true);
    expect(stack.resource("aws_s3_bucket_lifecycle_configuration")["rule"]).toEqual([
      { id: "results", status: "Enabled", filter: [{}], expiration: [{ days: 7 }] },
    ]);
  });

  test("offers every named query with the text of its file", () => {
    const queries = synth(catalog()).resources("aws_athena_named_query");
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

    expect(queries.map(({ name, query }) => ({ name: String(name), query })).sort(byName)).toEqual(
      NAMED_QUERIES.map(({ name, sql }) => ({ name, query: sql })).sort(byName),
    );
  });
});
