import ts from "typescript";
import type { Package } from "./packages.ts";

/** The sources of published packages, as the compiler sees them: every entry point and what it imports. */
export function programOf(published: readonly Package[]): ts.Program {
  return ts.createProgram(
    published.flatMap(({ modules }) => [...modules.values()]),
    {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      noEmit: true,
    },
  );
}
