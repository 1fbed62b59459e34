import { transformerTwoslash } from "@shikijs/vitepress-twoslash";
import ts from "typescript";
import type { MarkdownOptions } from "vitepress";

type Transformer = NonNullable<MarkdownOptions["codeTransformers"]>[number];

/** Compiles every `ts` block, to show types on hover; a block that does not compile fails the build. */
export const twoslash = transformerTwoslash({
  explicitTrigger: false,
  throws: true,
  twoslashOptions: {
    vfsRoot: import.meta.dirname,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      lib: ["es2023", "dom"],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      types: ["node"],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      skipLibCheck: true,
    },
  },
  // Declared by a newer Shiki than VitePress's own: the same in all that is used here.
}) as unknown as Transformer;
