import { readFile } from "node:fs/promises";
import type { ApplianceSettings, Retention, WholeNumbers } from "../../modules/contracts";
import {
  ACCOUNT_FORM,
  BUCKET_FORM,
  DEFAULT_HEALTH_PORT,
  DEFAULT_ROTATION_SECONDS,
  DISK_BUDGET_BYTES,
  HEALTH_PORTS,
  LISTENER_PORTS,
  PREFIX_FORM,
  REGION_FORM,
  ROTATION_SECONDS,
  VIRTUAL_NETWORK_IDS,
} from "../../modules/contracts";
import { reasonOf, settingsInvalid, settingsNotJson, settingsUnreadable } from "./errors";

/** The settings at `path`, checked. Throws a UserError that names every setting at fault. */
export async function readSettings(path: string): Promise<ApplianceSettings> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw settingsUnreadable(path, reasonOf(error));
  }
  return parseSettings(text, path);
}

/** The settings in `text`; `path` is named in messages. */
export function parseSettings(text: string, path: string): ApplianceSettings {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw settingsNotJson(path, reasonOf(error));
  }
  const check = new SettingsCheck(content);
  const settings: ApplianceSettings = {
    deployment: check.name("deployment"),
    vnis: check.numbers("vnis", VIRTUAL_NETWORK_IDS),
    listenerPorts: check.numbers("listenerPorts", LISTENER_PORTS),
    rotationSeconds: check.number("rotationSeconds", ROTATION_SECONDS, DEFAULT_ROTATION_SECONDS),
    diskBudgetBytes: check.number("diskBudgetBytes", DISK_BUDGET_BYTES),
    ...check.optionalText("bucket", BUCKET_FORM, "the name of an S3 bucket"),
    ...check.optionalText("prefix", PREFIX_FORM, "a folder without a slash at either end"),
    ...check.optionalText("bucketOwner", ACCOUNT_FORM, "the 12 digits of an AWS account"),
    ...check.optionalText("region", REGION_FORM, "an AWS Region such as eu-central-1"),
    retention: check.retention(),
    healthPort: check.number("healthPort", HEALTH_PORTS, DEFAULT_HEALTH_PORT),
  };
  const problems = check.problems();
  if (problems.length > 0) throw settingsInvalid(path, problems);
  return settings;
}

/** Reads fields one by one and remembers what was wrong with each, so that all faults are told at once. */
class SettingsCheck {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #known = new Set<string>();
  readonly #problems: string[] = [];

  constructor(content: unknown) {
    const isObject = typeof content === "object" && content !== null && !Array.isArray(content);
    if (!isObject) this.#problems.push(`the file must hold one JSON object, not ${describe(content)}`);
    this.#fields = new Map(isObject ? Object.entries(content) : []);
  }

  name(field: string): string {
    const value = this.#take(field);
    // The name becomes a folder in S3, a tag and a metric dimension: this is what all three allow.
    if (typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value)) return value;
    this.#fault(field, "must be 1 to 64 letters, digits, dots, dashes or underscores", value);
    return "";
  }

  number(field: string, bounds: WholeNumbers, otherwise?: number): number {
    const value = this.#take(field);
    if (value === undefined && otherwise !== undefined) return otherwise;
    if (isWhole(value, bounds)) return value;
    this.#fault(field, `must be a whole number from ${bounds.least} to ${bounds.most}`, value);
    return bounds.least;
  }

  numbers(field: string, bounds: WholeNumbers): number[] {
    const value = this.#take(field);
    const list: unknown[] = Array.isArray(value) ? value : [];
    const whole = list.filter((item) => isWhole(item, bounds));
    if (list.length === 0 || whole.length < list.length) {
      const { least, most } = bounds;
      this.#fault(field, `must be a list of whole numbers from ${least} to ${most}, at least one`, value);
    } else if (new Set(whole).size < whole.length) {
      this.#fault(field, "must not name the same number twice", value);
    }
    return whole;
  }

  optionalText<K extends "bucket" | "prefix" | "bucketOwner" | "region">(
    field: K,
    pattern: RegExp,
    what: string,
  ): Partial<Record<K, string>> {
    const value = this.#take(field);
    if (value === undefined) return {};
    if (typeof value === "string" && pattern.test(value)) return { [field]: value } as Partial<Record<K, string>>;
    this.#fault(field, `must be ${what}`, value);
    return {};
  }

  retention(): Retention {
    const value = this.#take("retention");
    if (value === undefined || value === "handshakes") return "handshakes";
    if (value === "everything") return "everything";
    this.#fault("retention", 'must be "handshakes" or "everything"', value);
    return "handshakes";
  }

  /** Faults of the fields read so far, and fields that nobody read: a typo would otherwise be a silent default. */
  problems(): string[] {
    const unknown = [...this.#fields.keys()].filter((field) => !this.#known.has(field));
    return this.#problems.concat(
      unknown.map((field) => `"${field}" is not a setting; there are ${[...this.#known].sort().join(", ")}`),
    );
  }

  #take(field: string): unknown {
    this.#known.add(field);
    return this.#fields.get(field);
  }

  #fault(field: string, rule: string, value: unknown): void {
    this.#problems.push(`"${field}" ${rule}, ${value === undefined ? "and is missing" : `got ${describe(value)}`}`);
  }
}

function isWhole(value: unknown, { least, most }: WholeNumbers): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

function describe(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
