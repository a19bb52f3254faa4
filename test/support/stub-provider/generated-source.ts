/** An argument that the generated code can write. */
export interface SettableEntry {
  readonly name: string;
  readonly isBlock: boolean;
  /** Whether at most one block may stand there. */
  readonly isSingle: boolean;
  readonly kind: string;
  readonly storageClass: string;
  /** Class of the nested structure; null for a plain value. */
  readonly struct: string | null;
  /** From the interface; only meaningful where the class states no flags. */
  readonly optional: boolean;
}

/** What the generator wrote above an attribute's getter. */
export interface AttributeFlags {
  readonly required: boolean;
  readonly computed: boolean;
  /** Source of the getter and of the field before it. */
  readonly getter: string;
}

/**
 * The TypeScript that a folder of `@cdktf/provider-aws` was compiled from.
 *
 * It is in the source map at the end of the JavaScript, and says more than that: above each attribute stands whether it
 * is computed, optional or required.
 */
export class GeneratedSource {
  readonly #sections: ReadonlyMap<string, string>;

  /** Class of the resource, data source or provider itself. */
  readonly mainClass: string;

  constructor(javascript: string) {
    const text = originalText(javascript);
    this.#sections = sectionsOf(text);
    const main = /export class (\w+) extends cdktf\.Terraform(?:Resource|DataSource|Provider) /.exec(text);
    if (main?.[1] === undefined) throw new Error("the generated code holds no resource, data source or provider");
    this.mainClass = main[1];
  }

  /** What `className` can write, in the generator's order. */
  settable(className: string): SettableEntry[] {
    const writer =
      className === this.mainClass ? `class ${className}` : `function ${lowerFirst(className)}ToHclTerraform`;
    const text = this.#sections.get(writer) ?? "";
    const optional = this.#optionalFields(className);
    const pattern =
      /^ +"?(\w+)"?: \{\n +value: (.*),\n +isBlock: (\w+),\n +type: "(\w+)",\n +storageClassType: "(\w+)",/gm;
    return [...text.matchAll(pattern)].map(([, name = "", value = "", isBlock, kind = "", storageClass = ""]) => {
      const struct = /(\w+)ToHclTerraform\b/.exec(value)?.[1];
      const isStruct = isBlock === "true" && struct !== undefined;
      return {
        name,
        // The second argument of the list mapper says whether it writes blocks or a list of objects.
        isBlock: isStruct && !value.includes("ToHclTerraform, false)"),
        isSingle: !value.includes("listMapperHcl("),
        kind,
        storageClass,
        struct: isStruct ? upperFirst(struct) : null,
        optional: optional.has(camelCase(name)),
      };
    });
  }

  /** Flags of every attribute of `className`, by name; empty where the generator states none. */
  flags(className: string): Map<string, AttributeFlags> {
    const name = className === this.mainClass ? className : `${className}OutputReference`;
    const text = this.#sections.get(`class ${name}`) ?? "";
    const pattern = / \/\/ (\w+) - computed: (\w+), optional: \w+, required: (\w+)\n((?:.*\n)*?.*return .*)/g;
    return new Map(
      [...text.matchAll(pattern)].map(([, attribute = "", computed, required, getter = ""]) => [
        attribute,
        { required: required === "true", computed: computed === "true", getter },
      ]),
    );
  }

  #optionalFields(className: string): Set<string> {
    const name = className === this.mainClass ? `${className}Config` : className;
    const text = this.#sections.get(`interface ${name}`) ?? "";
    return new Set([...text.matchAll(/readonly (\w+)\?:/g)].map(([, field = ""]) => field));
  }
}

function originalText(javascript: string): string {
  const encoded = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(javascript)?.[1];
  if (encoded === undefined) throw new Error("the generated code has no source map to read its flags from");
  const map = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as { sourcesContent: string[] };
  return map.sourcesContent.join("\n");
}

/** The text of each exported class, function and interface, by `kind name`. */
function sectionsOf(text: string): Map<string, string> {
  const sections = new Map<string, string>();
  for (const section of text.split(/^export /m)) {
    const [, kind, name] = /^(class|function|interface) (\w+)/.exec(section) ?? [];
    if (kind !== undefined && name !== undefined) sections.set(`${kind} ${name}`, section);
  }
  return sections;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
