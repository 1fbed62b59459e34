import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseSync } from "oxc-parser";

/**
 * The names that a module exports, sorted, types as `type Name`.
 *
 * @param file - The module's source.
 * @param entries - The source files behind names of packages, for `export * from "@chainrule/tensor"`.
 */
export function exportedNames(file: string, entries: ReadonlyMap<string, string>): string[] {
  const { module, errors } = parseSync(file, readFileSync(file, "utf8"));
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]!.message}`);
  const names = module.staticExports
    .flatMap((statement) => statement.entries)
    .flatMap(({ exportName, moduleRequest, isType }) => {
      if (exportName.name !== null) return [`${isType ? "type " : ""}${exportName.name}`];
      const { value } = moduleRequest!; // `export * from` has no name
      const next = value.startsWith(".") ? resolve(dirname(file), value) : entries.get(value);
      if (next === undefined)
        throw new Error(`${file}: exports all of ${value}, which is not ours.`);
      return exportedNames(next, entries);
    });
  return [...new Set(names)].toSorted(byName);
}

function byName(a: string, b: string): number {
  const [first, second] = [a, b].map((name) => name.replace("type ", ""));
  return first! < second! ? -1 : 1;
}
