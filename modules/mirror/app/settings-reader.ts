import { missingSetting, settingOfWrongType, unknownSetting, unreadableSettings, wrongSettings } from "./errors";

/** Where settings come from: a file of JSON, and an environment that wins over it. */
export interface SettingsSource {
  /** Path of the file, for messages. */
  readonly path: string;
  /** Content of the file. */
  readonly text: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Reads the settings of one JSON object, the file's or one inside it, and keeps what is wrong, so that all of it is told
 * at once by `finish`.
 *
 * What comes from the environment is named after the setting's place: `sources[0].sessionNumber` is overridden by
 * `TLS_MIRROR_SOURCES_0_SESSION_NUMBER`.
 */
export class SettingsReader {
  /** Reads a whole file. Throws a `UserError` when it holds no JSON object. */
  static open(source: SettingsSource): SettingsReader {
    return new SettingsReader(source, "", valuesOf(source), []);
  }

  readonly #source: SettingsSource;
  readonly #place: string;
  readonly #values: Values;
  readonly #problems: string[];
  readonly #known = new Set<string>();
  readonly #inner: SettingsReader[] = [];

  private constructor(source: SettingsSource, place: string, values: Values, problems: string[]) {
    this.#source = source;
    this.#place = place;
    this.#values = values;
    this.#problems = problems;
  }

  /** Whether the file has the setting, whatever its value; asking does not make it a known one. */
  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  /** Where in the file a setting stands, for messages: `sources[0].loadBalancerArn`. */
  place(name: string): string {
    return this.#place === "" ? name : `${this.#place}.${name}`;
  }

  /** A text that must be given, and not empty. */
  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) this.#tellMissing(name);
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

  /** An object inside this one, or undefined where none is given. The environment overrides what is in it, not it. */
  section(name: string): SettingsReader | undefined {
    const values = this.#whole(name, "an object", (value) => (isObject(value) ? value : undefined));
    return values === undefined ? undefined : this.#open(name, values);
  }

  /** A list of objects, empty where none is given. The environment overrides what is in them, not the list. */
  sections(name: string): SettingsReader[] {
    const list = this.#whole(name, "a list of objects", (value) =>
      Array.isArray(value) && value.every(isObject) ? value : undefined,
    );
    return (list ?? []).map((values, index) => this.#open(`${name}[${index}]`, values));
  }

  /** Adds a problem that lies in the value and not in its type. */
  refuse(problem: string): void {
    this.#problems.push(problem);
  }

  /** Throws one `UserError` for everything that was wrong, names that nothing asked for included. */
  finish(): void {
    const problems = [...this.#problems, ...this.#unknown()];
    if (problems.length > 0) throw wrongSettings(this.#source.path, problems);
  }

  #unknown(): string[] {
    const unknown = Object.keys(this.#values).filter((name) => !this.#known.has(name));
    return [
      ...unknown.map((name) => unknownSetting(this.place(name), [...this.#known])),
      ...this.#inner.flatMap((reader) => reader.#unknown()),
    ];
  }

  /** Unless something else is wrong with it, which has been told. */
  #tellMissing(name: string): void {
    const place = this.place(name);
    const told = this.#problems.some((problem) => problem.startsWith(`${place}: `));
    if (!told) this.#problems.push(missingSetting(place, environmentName(place)));
  }

  #open(name: string, values: Values): SettingsReader {
    const reader = new SettingsReader(this.#source, this.place(name), values, this.#problems);
    this.#inner.push(reader);
    return reader;
  }

  #read<T>(name: string, expected: string, convert: (value: unknown) => T | undefined): T | undefined {
    const variable = environmentName(this.place(name));
    const override = this.#source.environment[variable];
    if (override === undefined) return this.#whole(name, expected, convert);

    this.#known.add(name);
    return this.#converted(name, expected, convert, override, variable);
  }

  #whole<T>(name: string, expected: string, convert: (value: unknown) => T | undefined): T | undefined {
    this.#known.add(name);
    const value = this.#values[name];
    return value === undefined || value === null ? undefined : this.#converted(name, expected, convert, value);
  }

  #converted<T>(
    name: string,
    expected: string,
    convert: (value: unknown) => T | undefined,
    value: unknown,
    variable?: string,
  ): T | undefined {
    const converted = convert(value);
    if (converted === undefined) {
      this.#problems.push(settingOfWrongType(this.place(name), expected, value, variable));
    }
    return converted;
  }
}

/** `sources[0].listenerPorts` is overridden by `TLS_MIRROR_SOURCES_0_LISTENER_PORTS`. */
export function environmentName(place: string): string {
  const words = place.replace(/[A-Z]/g, (letter) => `_${letter}`).replace(/\W+/g, "_");
  return `TLS_MIRROR_${words.toUpperCase()}`;
}

function valuesOf({ path, text }: SettingsSource): Values {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw unreadableSettings(path, error instanceof Error ? error.message : String(error));
  }
  if (!isObject(parsed)) throw unreadableSettings(path, "the file holds no JSON object");
  return parsed;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toWholeNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

function toList(value: unknown): unknown[] | undefined {
  if (typeof value === "string") return value.split(",").map((item) => item.trim());
  return Array.isArray(value) ? value : undefined;
}
