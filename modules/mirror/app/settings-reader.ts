import { missingSetting, settingOfWrongType, unknownSetting, unreadableSettings, wrongSettings } from "./errors";

/** Where settings come from: a file of JSON, and an environment that wins over it. */
export interface SettingsSource {
  /** Path of the file, for messages. */
  readonly path: string;
  /** Content of the file. */
  readonly text: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Reads settings one by one and keeps what is wrong, so that all of it is told at once by `finish`. */
export class SettingsReader {
  readonly #source: SettingsSource;
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #known = new Set<string>();
  readonly #problems: string[] = [];

  constructor(source: SettingsSource) {
    this.#source = source;
    this.#values = valuesOf(source);
  }

  /** A text that must be given, and not empty. */
  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined && !this.#problems.some((problem) => problem.startsWith(`${name}: `))) {
      this.#problems.push(missingSetting(name, environmentName(name)));
    }
    return value ?? "";
  }

  /** A text, or undefined where none is given. */
  optionalText(name: string): string | undefined {
    return this.#read(name, "a text that is not empty", (value) =>
      typeof value === "string" && value !== "" ? value : undefined,
    );
  }

  /** A whole number; in the environment, its digits. */
  wholeNumber(name: string): number | undefined {
    return this.#read(name, "a whole number", toWholeNumber);
  }

  /** `true` or `false`. */
  flag(name: string): boolean | undefined {
    return this.#read(name, "true or false", (value) => {
      if (value === true || value === "true") return true;
      return value === false || value === "false" ? false : undefined;
    });
  }

  /** A list of texts; in the environment, separated by commas. */
  texts(name: string): string[] | undefined {
    return this.#read(name, "a list of texts", (value) => {
      const list = toList(value);
      return list?.every((item) => typeof item === "string" && item !== "") === true ? (list as string[]) : undefined;
    });
  }

  /** A list of whole numbers; in the environment, separated by commas. */
  wholeNumbers(name: string): number[] | undefined {
    return this.#read(name, "a list of whole numbers", (value) => {
      const numbers = toList(value)?.map(toWholeNumber);
      return numbers?.every((number) => number !== undefined) === true ? numbers : undefined;
    });
  }

  /** Adds a problem that lies in the value and not in its type. */
  refuse(problem: string): void {
    this.#problems.push(problem);
  }

  /** Throws one `UserError` for everything that was wrong, names that nothing asked for included. */
  finish(): void {
    const unknown = [...this.#values.keys()].filter((name) => !this.#known.has(name));
    const problems = [...this.#problems, ...unknown.map((name) => unknownSetting(name, [...this.#known]))];
    if (problems.length > 0) throw wrongSettings(this.#source.path, problems);
  }

  #read<T>(name: string, expected: string, convert: (value: unknown) => T | undefined): T | undefined {
    this.#known.add(name);
    const variable = environmentName(name);
    const override = this.#source.environment[variable];
    const value = override ?? this.#values.get(name);
    if (value === undefined || value === null) return undefined;

    const converted = convert(value);
    if (converted === undefined) {
      this.#problems.push(settingOfWrongType(name, expected, value, override === undefined ? undefined : variable));
    }
    return converted;
  }
}

/** `listenerPorts` is overridden by `TLS_MIRROR_LISTENER_PORTS`. */
export function environmentName(setting: string): string {
  return `TLS_MIRROR_${setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function valuesOf({ path, text }: SettingsSource): Map<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw unreadableSettings(path, error instanceof Error ? error.message : String(error));
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw unreadableSettings(path, "the file holds no JSON object");
  }
  return new Map(Object.entries(parsed));
}

function toWholeNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

function toList(value: unknown): unknown[] | undefined {
  if (typeof value === "string") return value.split(",").map((item) => item.trim());
  return Array.isArray(value) ? value : undefined;
}
