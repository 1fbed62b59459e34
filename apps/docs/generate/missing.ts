import { existsSync, readFileSync } from "node:fs";
import ts from "typescript";
import type { Package } from "./packages.ts";

/** The exported names, as `package: name`, that the generated reference in `out` has not: the compiler's list against the pages. */
export function missing(published: readonly Package[], out: string): string[] {
  const roots = published.flatMap(({ modules }) => [...modules.values()]);
  const program = ts.createProgram(roots, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  return published.flatMap(({ name, folder, modules }) => {
    const page = `${out}/${folder}/index.md`;
    const text = existsSync(page) ? readFileSync(page, "utf8") : "";
    const listed = new Set(
      [...text.matchAll(/^(?:\| |- |### |Re-exports )\[?([\w$]+)/gm)].map(([, found]) => found),
    );
    return [...modules.values()].flatMap((module) => {
      const symbol = checker.getSymbolAtLocation(program.getSourceFile(module)!);
      if (!symbol) return [`${name}: ${module}`];
      return checker
        .getExportsOfModule(symbol)
        .map((exported) => exported.name)
        .filter((exported) => !listed.has(exported))
        .map((exported) => `${name}: ${exported}`);
    });
  });
}
