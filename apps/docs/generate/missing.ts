import { existsSync, readFileSync } from "node:fs";
import type { Package } from "./packages.ts";
import { programOf } from "./program.ts";

/** The exported names, as `package: name`, that the generated reference in `out` has not: the compiler's list against the pages. */
export function missing(published: readonly Package[], out: string): string[] {
  const program = programOf(published);
  const checker = program.getTypeChecker();
  return published.flatMap(({ name, folder, modules }) =>
    [...modules].flatMap(([subpath, module]) => {
      // A part is listed with its package, or is a namespace of it.
      const listed = new Set([
        ...namesIn(`${out}/${folder}/index.md`),
        ...namesIn(`${out}/${folder}/namespaces/${subpath.slice(2)}/index.md`),
      ]);
      const symbol = checker.getSymbolAtLocation(program.getSourceFile(module)!);
      if (!symbol) return [`${name}: ${module}`];
      return checker
        .getExportsOfModule(symbol)
        .map((exported) => exported.name)
        .filter((exported) => !listed.has(exported))
        .map((exported) => `${name}: ${exported}`);
    }),
  );
}

/** The names that a page lists; none where there is no page. */
function namesIn(page: string): string[] {
  const text = existsSync(page) ? readFileSync(page, "utf8") : "";
  return [...text.matchAll(/^(?:\| |- |### |Re-exports )\[?([\w$]+)/gm)].map(([, found]) => found!);
}
