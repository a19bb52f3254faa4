import { readFileSync } from "node:fs";
import { GeneratedSource } from "./generated-source";
import type { AttributeSchema, BlockSchema, CtyType, NestedBlockSchema, ProviderSchema } from "./schema";

/** What a synthesized stack holds, as far as a schema is needed for it. */
export interface SynthesizedStack {
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Derives the schema of every type a stack uses from the generated code of the installed `@cdktf/provider-aws`. */
export function deriveSchema(stack: SynthesizedStack): ProviderSchema {
  const resources = Object.keys(stack.resource ?? {}).map((type) => [type, schemaOf(folderOf(type))] as const);
  const dataSources = Object.keys(stack.data ?? {})
    .filter((type) => type.startsWith("aws_"))
    .map((type) => [type, schemaOf(`data-${type.replaceAll("_", "-")}`)] as const);
  return {
    provider: schemaOf("provider"),
    resources: Object.fromEntries(resources),
    dataSources: Object.fromEntries(dataSources),
  };
}

function folderOf(type: string): string {
  return type.replace(/^aws_/, "").replaceAll("_", "-");
}

function schemaOf(folder: string): BlockSchema {
  const path = require.resolve(`@cdktf/provider-aws/lib/${folder}`);
  const source = new GeneratedSource(readFileSync(path, "utf8"));
  return blockOf(source, source.mainClass);
}

function blockOf(source: GeneratedSource, className: string): BlockSchema {
  const attributes: AttributeSchema[] = [];
  const blocks: NestedBlockSchema[] = [];
  const settable = source.settable(className);
  const flags = source.flags(className);

  for (const entry of settable) {
    const { required, computed } = flags.get(entry.name) ?? { required: !entry.optional, computed: false };
    if (entry.struct === null) {
      const type = typeOf(entry.storageClass, entry.kind);
      attributes.push({ name: entry.name, type, required, optional: !required, computed });
    } else if (entry.isBlock) {
      const single = entry.isSingle ? 1 : 0;
      blocks.push({
        name: entry.name,
        nesting: entry.kind === "struct" ? "single" : entry.kind === "set" ? "set" : "list",
        minItems: required ? 1 : 0,
        maxItems: entry.kind === "struct" ? 0 : single,
        block: blockOf(source, entry.struct),
      });
    } else {
      const object = objectOf(source, entry.struct);
      const type: CtyType = entry.kind === "struct" ? object : [entry.kind === "set" ? "set" : "list", object];
      attributes.push({ name: entry.name, type, required, optional: !required, computed });
    }
  }
  const known = new Set(settable.map((entry) => entry.name));
  for (const [name, flag] of flags) {
    if (known.has(name)) continue;
    attributes.push({
      name,
      type: readOnlyType(source, flag.getter),
      required: false,
      optional: false,
      computed: true,
    });
  }
  return { attributes, blocks };
}

/** A block that the provider treats as an attribute has the object type of all its fields. */
function objectOf(source: GeneratedSource, className: string): CtyType {
  const { attributes, blocks } = blockOf(source, className);
  const fields = attributes.map(({ name, type }) => [name, type] as const);
  const nested = blocks.map(({ name, nesting, block }) => {
    const object: CtyType = ["object", Object.fromEntries(block.attributes.map((field) => [field.name, field.type]))];
    return [name, nesting === "single" ? object : ([nesting, object] as CtyType)] as const;
  });
  return ["object", Object.fromEntries([...fields, ...nested])];
}

function typeOf(storageClass: string, kind: string): CtyType {
  const [, base = "", inner, outer] = /^(string|number|boolean|any)(List|Map)?(List|Map)?$/.exec(storageClass) ?? [];
  const element: CtyType = base === "boolean" ? "bool" : base === "any" ? "dynamic" : (base as CtyType);
  const collection = kind === "set" ? "set" : kind === "map" ? "map" : "list";
  if (inner === undefined) return element;
  if (outer === undefined) return [collection, element];
  return [collection, [inner === "Map" ? "map" : "list", element]];
}

/** The type of an attribute that only the provider sets, from what its getter returns. */
function readOnlyType(source: GeneratedSource, getter: string): CtyType {
  const child = /new (cdktf\.)?(\w+?)(List|MapList|OutputReference|Map)\(this, "\w+"(?:, (true|false))?\)/.exec(getter);
  if (child !== null) {
    const [, core, name = "", kind, wrapsSet] = child;
    if (core !== undefined) return ["map", typeOf(name.toLowerCase(), "simple")];
    const object = objectOf(source, name);
    if (kind === "OutputReference") return object;
    return [wrapsSet === "true" ? "set" : "list", object];
  }
  const collection = getter.includes("Fn.tolist(") ? "set" : "list";
  const [, scalar = "String", shape] = /this\.get(String|Number|Boolean)?(List|Map)?Attribute\(/.exec(getter) ?? [];
  const element = typeOf(scalar.toLowerCase(), "simple");
  if (shape === "Map") return ["map", element];
  return shape === "List" ? [collection, element] : element;
}
