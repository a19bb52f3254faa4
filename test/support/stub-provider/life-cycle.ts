import { createHash } from "node:crypto";
import type { AttributeSchema, BlockSchema, CtyType } from "./schema";
import type { ObjectValue, Value } from "./values";
import { isObject, UNKNOWN } from "./values";

/** What the provider plans: what is configured, and unknown where only the provider can tell. */
export function plan(schema: BlockSchema, proposed: Value): Value {
  return mapComputed(schema, proposed, () => UNKNOWN);
}

/** What the provider makes of a plan: unknown values get invented ones, the same for the same plan. */
export function apply(type: string, schema: BlockSchema, planned: Value): Value {
  const seed = createHash("sha1").update(type).update(JSON.stringify(planned)).digest("hex").slice(0, 17);
  return mapComputed(schema, planned, (attribute) => invent(attribute.name, attribute.type, seed));
}

/** What a data source answers: its configuration, with `answer` and invented values where nothing is configured. */
export function read(type: string, schema: BlockSchema, config: Value, answer: ObjectValue): Value {
  const filled = apply(type, schema, config);
  return isObject(filled) ? { ...filled, ...answer } : filled;
}

function mapComputed(schema: BlockSchema, value: Value, compute: (attribute: AttributeSchema) => Value): Value {
  if (!isObject(value)) return value;
  const result: ObjectValue = { ...value };
  for (const attribute of schema.attributes) {
    const current = value[attribute.name] ?? null;
    if (attribute.computed && (current === null || current === UNKNOWN)) result[attribute.name] = compute(attribute);
  }
  for (const { name, block } of schema.blocks) {
    const nested = value[name] ?? null;
    result[name] = Array.isArray(nested)
      ? nested.map((item) => mapComputed(block, item, compute))
      : mapComputed(block, nested, compute);
  }
  return result;
}

function invent(name: string, type: CtyType, seed: string): Value {
  if (type === "string") return name.endsWith("arn") ? `arn:aws:stub:::${seed}` : `${name}-${seed}`;
  if (type === "number") return 0;
  if (type === "bool") return false;
  if (type === "dynamic") return null;
  if (type[0] === "map") return {};
  if (type[0] !== "object") return [];
  return Object.fromEntries(Object.entries(type[1]).map(([field, inner]) => [field, invent(field, inner, seed)]));
}
