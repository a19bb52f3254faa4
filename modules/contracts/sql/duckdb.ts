import type { ColumnType, ScalarType } from "./finding-columns";
import { FINDING_COLUMNS } from "./finding-columns";

const SCALARS: Readonly<Record<ScalarType, string>> = {
  string: "VARCHAR",
  int: "INTEGER",
  bigint: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
};

/**
 * Statements that give DuckDB the functions of Trino that it lacks or knows under another name, so that Athena's SQL
 * runs as it is. `5 / 2` stays different (2.5 here, 2 there): write `5.0 / 2`, or cast.
 */
export const TRINO_MACROS: readonly string[] = [
  "CREATE MACRO approx_distinct(x) AS approx_count_distinct(x)",
  "CREATE MACRO approx_percentile(x, fraction) AS approx_quantile(x, fraction)",
  "CREATE MACRO array_join(list, separator) AS array_to_string(list, separator)",
  "CREATE MACRO arrays_overlap(a, b) AS list_has_any(a, b)",
  "CREATE MACRO cardinality(list) AS len(list)",
  // Its own answers with 128 bits, which few programs read.
  "CREATE MACRO count_if(condition) AS count(*) FILTER (WHERE condition)",
  // Minutes are %i to Trino, which follows MySQL.
  "CREATE MACRO date_format(moment, form) AS strftime(moment, replace(form, '%i', '%M'))",
  // A list has no element outside its bounds; DuckDB agrees, and answers null.
  "CREATE MACRO element_at(list, n) AS list_extract(list, n)",
  "CREATE MACRO from_iso8601_timestamp(moment) AS CAST(moment AS TIMESTAMPTZ)",
  "CREATE MACRO regexp_like(value, pattern) AS regexp_matches(value, pattern)",
  "CREATE MACRO to_unixtime(moment) AS epoch(moment)",
];

/**
 * Statement that makes the table `findings` over files of records, with the columns that Athena has.
 *
 * `paths` are files or patterns, plain or compressed with gzip or zstd. Files outside the layout of the bucket have no
 * partitions, so `dt` and `hour` are taken from a record's end, and `deployment` is empty.
 */
export function duckDbFindings(paths: readonly string[]): string {
  const columns = Object.entries(FINDING_COLUMNS).map(([name, type]) => `${text(name)}: ${text(duckDbType(type))}`);
  return [
    "CREATE VIEW findings AS",
    `SELECT *, '' AS deployment, substr("end", 1, 10) AS dt, substr("end", 12, 2) AS hour`,
    `FROM read_json([${paths.map(text).join(", ")}], format = 'newline_delimited', hive_partitioning = false,`,
    `columns = {${columns.join(", ")}})`,
  ].join("\n");
}

/** The type as DuckDB writes it. */
export function duckDbType(type: ColumnType): string {
  if (typeof type === "string") return SCALARS[type];
  if ("array" in type) return `${SCALARS[type.array]}[]`;
  const fields = Object.entries(type.struct).map(([name, field]) => `"${name}" ${duckDbType(field)}`);
  return `STRUCT(${fields.join(", ")})`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
