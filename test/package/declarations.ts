import { join } from "node:path";
import ts from "typescript";

const ROOT = join(__dirname, "../..");

/** A public declaration, and what its documentation says. */
export interface Declared {
  /** For instance `MirrorFilter.forListeners`. */
  readonly name: string;
  readonly kind: "type" | "member" | "value";
  /** Whether callers may leave it out of a structure that they hand over. */
  readonly optional: boolean;
  /** The first sentences, inherited from an interface where a class says none. */
  readonly summary: string;
  /** Text of `@default`; undefined where there is no such tag. */
  readonly defaultText: string | undefined;
  /** Whether its values are words of a union, which jsii takes for any string. */
  readonly isUnionOfWords: boolean;
}

/** Everything that a module's index exports, with the public members of classes, interfaces and enumerations. */
export function declarationsOf(indexPath: string): Declared[] {
  const path = join(ROOT, indexPath);
  const program = ts.createProgram([path], compilerOptions());
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(path);
  const module = index === undefined ? undefined : checker.getSymbolAtLocation(index);
  if (module === undefined) throw new Error(`${indexPath} exports nothing`);

  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = (exported.flags & ts.SymbolFlags.Alias) === 0 ? exported : checker.getAliasedSymbol(exported);
    const members = [...(symbol.exports?.values() ?? []), ...(symbol.members?.values() ?? [])];
    const isType = (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.Enum)) !== 0;
    return [
      described(checker, symbol, exported.name, isType ? "type" : "value"),
      ...(isType ? members.filter(isPublic) : []).map((member) =>
        described(checker, member, `${exported.name}.${member.name}`, "member"),
      ),
    ];
  });
}

function compilerOptions(): ts.CompilerOptions {
  const file = ts.readJsonConfigFile(join(ROOT, "tsconfig.json"), (path) => ts.sys.readFile(path));
  return ts.parseJsonSourceFileConfigFileContent(file, ts.sys, ROOT).options;
}

/** Members that a caller can name: no `#private` ones, and no constructor, whose parameters are a construct's own. */
function isPublic(member: ts.Symbol): boolean {
  const named = ts.SymbolFlags.Property | ts.SymbolFlags.Method | ts.SymbolFlags.Accessor | ts.SymbolFlags.EnumMember;
  if ((member.flags & named) === 0 || (member.flags & ts.SymbolFlags.Prototype) !== 0) return false;
  const declaration = member.valueDeclaration;
  if (declaration === undefined || !ts.isClassElement(declaration)) return true;
  if (declaration.name !== undefined && ts.isPrivateIdentifier(declaration.name)) return false;
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.NonPublicAccessibilityModifier) === 0;
}

function described(checker: ts.TypeChecker, symbol: ts.Symbol, name: string, kind: Declared["kind"]): Declared {
  const tag = symbol.getJsDocTags(checker).find((candidate) => candidate.name === "default");
  const parent = symbol.declarations?.[0]?.parent;
  return {
    name,
    kind,
    optional:
      parent !== undefined && ts.isInterfaceDeclaration(parent) && (symbol.flags & ts.SymbolFlags.Optional) !== 0,
    summary: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim(),
    isUnionOfWords: kind === "member" && isUnionOfWords(checker.getTypeOfSymbol(symbol)),
    defaultText: tag === undefined ? undefined : ts.displayPartsToString(tag.text).trim(),
  };
}

/** Enumerations are unions of literals too, and are what jsii wants instead. */
function isUnionOfWords(type: ts.Type): boolean {
  if (!type.isUnion() || (type.flags & ts.TypeFlags.EnumLike) !== 0) return false;
  return type.types.some((part) => part.isStringLiteral() && (part.flags & ts.TypeFlags.EnumLiteral) === 0);
}
