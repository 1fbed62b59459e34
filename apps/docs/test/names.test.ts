import ts from "typescript";
import { expect, test } from "vitest";
import { guides, modules, rows } from "./tables-of-names.ts";

/** A code span in the last column of a table: what the page says a name is called here. */
type Span = { readonly page: string; readonly line: number; readonly code: string };

const spans: readonly Span[] = rows.flatMap(({ page, line, here }) =>
  here.map((code) => ({ page, line, code })),
);

/** A program with every span as an expression, and the line of the first. */
function program(): { readonly text: string; readonly first: number } {
  const header = [
    ...Object.entries(modules).map(
      ([name, module]) => `import { ${Object.keys(module).join(", ")} } from "${name}";`,
    ),
    'import * as F from "@chainrule/tensor/functional";',
    "declare const x: Tensor, y: Tensor, z: Tensor<[4]>, i: Tensor, j: Tensor, mask: Tensor<[4, 4], 'bool'>, loss: Tensor;",
    "declare const images: Tensor, kernels: Tensor;",
    "declare const f: (x: Tensor) => Tensor;",
    "declare const layer: Affine<784, 10>, model: Sequential<[Affine<784, 10>]>;",
    "declare const parameter: Parameter, parameters: Parameter[], optimizer: Optimizer;",
  ];
  return {
    text: [...header, ...spans.map(({ code }) => `void (${code});`)].join("\n"),
    first: header.length,
  };
}

/** What the compiler says of the program, by span. */
function complaints(): string[] {
  const { text, first } = program();
  const file = `${guides}names.ts`;
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (name, ...rest) =>
      name === file
        ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023)
        : disk.getSourceFile(name, ...rest),
    fileExists: (name) => name === file || disk.fileExists(name),
    readFile: (name) => (name === file ? text : disk.readFile(name)),
  };
  const compiled = ts.createProgram([file], options, host);
  const source = compiled.getSourceFile(file)!;
  return [
    ...compiled.getSyntacticDiagnostics(source),
    ...compiled.getSemanticDiagnostics(source),
  ].map(({ start, messageText }) => {
    const { line } = source.getLineAndCharacterOfPosition(start ?? 0);
    const span = spans[line - first];
    const what = ts.flattenDiagnosticMessageText(messageText, "\n");
    return span === undefined ? what : `${span.page}:${span.line}: ${span.code}: ${what}`;
  });
}

test(
  "every name that the tables of names give exists, and takes what they say",
  { timeout: 120_000 },
  () => {
    expect(spans.length).toBeGreaterThan(500);
    expect(complaints()).toEqual([]);
  },
);
