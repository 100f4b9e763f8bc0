import { basename, join, relative } from "node:path";
import ts from "typescript";
import { publishablePackages, root } from "../packed/workspace.mjs";
import { signatureOf } from "./signature.mjs";

/**
 * Every entry of every package that is published, with what it exports in the order of the names: read from the sources
 * by TypeScript, so that no build comes first.
 */
export function readEntries() {
  const packages = publishablePackages().map(({ folder, manifest }) => ({
    folder: basename(folder),
    name: manifest.name,
    description: manifest.description,
    entries: Object.entries(manifest.exports).flatMap(([path, { "@hub/source": source }]) =>
      source ? [{ name: manifest.name + path.slice(1), file: join(root, folder, source) }] : [],
    ),
  }));
  const files = packages.flatMap(({ entries }) => entries.map(({ file }) => file));
  const config = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile).config;
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(files, { ...options, types: [] });
  const checker = program.getTypeChecker();

  const readEntry = ({ name, file }) => {
    const symbol = checker.getSymbolAtLocation(program.getSourceFile(file));
    const exported = symbol ? checker.getExportsOfModule(symbol) : [];
    return { name, exports: exported.map((item) => readExport(item, checker)).sort(byName) };
  };
  return packages.map(({ entries, ...about }) => ({ ...about, entries: entries.map(readEntry) }));
}

function readExport(exported, checker) {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const declarations = symbol.declarations ?? [];
  const path = relative(root, declarations[0]?.getSourceFile().fileName ?? root);
  return {
    name: exported.name,
    /** Tells one declaration from all others. */
    declaredAt: `${path}:${declarations[0]?.pos}`,
    /** The folder of the package that declares it, which may be another one than the one that exports it. */
    home: /^packages\/([^/]+)\/src\//.exec(path)?.[1],
    kind: kindOf(symbol),
    signatures: declarations.map((declaration) => signatureOf(declaration, checker)),
    text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    tags: symbol.getJsDocTags(checker).map(({ name, text }) => ({ name, text: ts.displayPartsToString(text) })),
  };
}

function kindOf({ flags }) {
  if (flags & ts.SymbolFlags.Function) return "function";
  if (flags & ts.SymbolFlags.Class) return "class";
  if (flags & ts.SymbolFlags.Variable) return flags & ts.SymbolFlags.Type ? "schema and type" : "constant";
  return "type";
}

const byName = (a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1);
