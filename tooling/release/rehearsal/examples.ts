import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assertions } from "@chainrule/examples/assertions";
import { type Block, blocks } from "@chainrule/examples/blocks";
import { build, transform } from "esbuild";

/** What checks the examples, as a module with no imports: the same code that the workspace's tests run. */
async function checks(): Promise<Uint8Array> {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export { expect as expectExample } from "vitest";
        export { equal as equalExample } from "@chainrule/examples/equal";`,
      resolveDir: here,
    },
    alias: { vitest: join(here, "expect.ts") },
    bundle: true,
    format: "esm",
    write: false,
  });
  return outputFiles[0]!.contents;
}

const checked = checks();

/** The examples of a README, written into a folder in two forms. */
export interface Examples {
  /** As they are written, to be type-checked. */
  readonly sources: readonly string[];
  /** As JavaScript that checks its values. */
  readonly programs: readonly string[];
}

/** Writes the examples of some text into a folder; `name` begins the names of the files. */
export async function writeExamples(folder: string, name: string, text: string): Promise<Examples> {
  writeFileSync(join(folder, "checks.js"), await checked);
  const found = blocks(text, "README.md");
  const sources = found.map(({ code }, n) => {
    const file = `${name}-${n + 1}.ts`;
    writeFileSync(join(folder, file), `${code.trim()}\n`);
    return file;
  });
  const programs = await Promise.all(
    found.flatMap((block, n) =>
      block.run ? [writeProgram(folder, `${name}-${n + 1}.js`, block)] : [],
    ),
  );
  return { sources, programs };
}

async function writeProgram(folder: string, file: string, { code }: Block): Promise<string> {
  const header = `import { equalExample, expectExample } from "./checks.js";\n`;
  const options = {
    loader: "ts",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  } as const;
  const program = await transform(header + assertions(code), options);
  writeFileSync(join(folder, file), program.code);
  return file;
}
