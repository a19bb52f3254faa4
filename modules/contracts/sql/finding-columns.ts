import type { ConnectionRecord } from "../record";

/** A type that both engines know under one name or another. */
export type ScalarType = "string" | "int" | "bigint" | "double" | "boolean";

/** Type of a column: a scalar, a list of scalars, or named fields. */
export type ColumnType =
  ScalarType | { readonly array: ScalarType } | { readonly struct: Readonly<Record<string, ColumnType>> };

/** The column types that can hold a value of the record. */
type ColumnOf<Value> = Value extends readonly string[]
  ? { readonly array: "string" }
  : Value extends string
    ? "string"
    : Value extends number
      ? "int" | "bigint" | "double"
      : Value extends boolean
        ? "boolean"
        : { readonly struct: { readonly [Field in keyof Value]: ColumnOf<NonNullable<Value[Field]>> } };

/**
 * Columns of the table `findings`, by the record's own names: the one place from which both engines get them.
 *
 * Neither engine may guess: DuckDB would take `start` for a timestamp, where Athena has a string.
 */
export const FINDING_COLUMNS: {
  readonly [Field in keyof ConnectionRecord]: ColumnOf<NonNullable<ConnectionRecord[Field]>>;
} = {
  v: "int",
  start: "string",
  end: "string",
  client: { struct: { ip: "string", port: "int" } },
  server: { struct: { ip: "string", port: "int" } },
  vni: "int",
  mirror: "string",
  leg: "string",
  outcome: "string",
  cause: "string",
  certainty: "string",
  reason: { struct: { kind: "string", text: "string", certainty: "string" } },
  alert: { struct: { by: "string", level: "int", code: "int", name: "string", encrypted: "boolean" } },
  closedBy: { struct: { side: "string", how: "string" } },
  hello: {
    struct: {
      sni: "string",
      alpn: { array: "string" },
      versions: { array: "string" },
      ciphers: { array: "string" },
      groups: { array: "string" },
      signatureAlgorithms: { array: "string" },
      ja3: "string",
      ja4: "string",
      retried: "boolean",
    },
  },
  serverHello: { struct: { version: "string", cipher: "string", group: "string", alpn: "string", ja3s: "string" } },
  certificate: {
    struct: {
      subject: "string",
      issuer: "string",
      notBefore: "string",
      notAfter: "string",
      names: { array: "string" },
      chainLength: "int",
    },
  },
  handshakeMs: "double",
  packets: "bigint",
  bytes: "bigint",
  missingBytes: "bigint",
};

/** Columns that come from an object's path in the bucket, in the order of its folders. All are strings. */
export const PARTITION_COLUMNS = ["deployment", "dt", "hour"] as const;

/**
 * The type as Hive and Glue write it.
 *
 * Field names are in lower case, as Athena keeps them; names in SQL match in any case.
 */
export function hiveType(type: ColumnType): string {
  if (typeof type === "string") return type;
  if ("array" in type) return `array<${type.array}>`;
  const fields = Object.entries(type.struct).map(([name, field]) => `${name.toLowerCase()}:${hiveType(field)}`);
  return `struct<${fields.join(",")}>`;
}
