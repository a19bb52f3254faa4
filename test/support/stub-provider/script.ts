import type { ProviderSchema } from "./schema";
import type { ObjectValue, Value } from "./values";
import { isObject } from "./values";

/** What the stub plays: written by a test, read by the provider's process. */
export interface ProviderScript {
  readonly schema: ProviderSchema;
  readonly answers: readonly DataAnswer[];
  readonly refusals: readonly Refusal[];
}

/** What a data source finds. The first answer that fits is given. */
export interface DataAnswer {
  readonly type: string;
  /** Values of `filter` blocks by name, all of which the configuration must have. */
  readonly filter?: Readonly<Record<string, string>>;
  readonly attributes: ObjectValue;
}

/** A resource that can be neither created nor deleted: AWS refuses it with `message`. */
export interface Refusal {
  readonly type: string;
  readonly attribute: string;
  readonly value: string | boolean;
  readonly message: string;
}

/** What `script` lets a data source of this type and configuration find. */
export function answerFor(script: ProviderScript, type: string, config: Value): ObjectValue {
  const fits = script.answers.find(
    (answer) =>
      answer.type === type &&
      Object.entries(answer.filter ?? {}).every(([name, value]) => filterValues(config, name).includes(value)),
  );
  return fits?.attributes ?? {};
}

/** AWS's message when it refuses to create or delete this; undefined when it does not. */
export function refusalFor(script: ProviderScript, type: string, subject: Value): string | undefined {
  if (!isObject(subject)) return undefined;
  const fits = script.refusals.find((refusal) => refusal.type === type && subject[refusal.attribute] === refusal.value);
  return fits?.message;
}

function filterValues(config: Value, name: string): Value[] {
  const filters = isObject(config) && Array.isArray(config["filter"]) ? config["filter"] : [];
  return filters
    .filter(isObject)
    .filter((filter) => filter["name"] === name)
    .flatMap((filter) => (Array.isArray(filter["values"]) ? filter["values"] : []));
}
