import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { blocks } from "./blocks.ts";
import { files, read } from "./files.ts";

const tsc = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
);

/** Writes every example, at its own lines and columns, below this package, where imports of all the packages resolve. */
function write(): string {
  const parent = fileURLToPath(new URL(".generated", import.meta.url));
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "types-"));
  for (const file of files()) {
    for (const [n, { code }] of blocks(read(file), file).entries()) {
      const path = join(folder, `${file}.example-${n}.ts`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, code);
    }
  }
  const compilerOptions = {
    // A page's example may start a worker.
    lib: ["es2023", "dom"],
    types: ["node"],
    isolatedDeclarations: false,
    declaration: false,
    moduleDetection: "force",
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "@chainrule/tsconfig/base.json",
      include: ["**/*.ts"],
      compilerOptions,
    }),
  );
  return folder;
}

/** The compiler's complaints about examples. A complaint about a package's own file comes with that package's check, too. */
function complaints(folder: string): Promise<string[]> {
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [tsc, "-p", ".", "--pretty", "false"],
      { cwd: folder, maxBuffer: 1e9 },
      (error, output, errors) => {
        if (!error) return resolve([]);
        const found = (output + errors).split(/\n(?=\S)/).map((text) => text.trim());
        if (!found.some((text) => /^\S+\(\d+,\d+\): /.test(text))) found.unshift(error.message);
        return resolve(
          found
            .filter((text) => !text.startsWith("../"))
            .map((text) => text.replace(/\.example-\d+\.ts\((\d+),(\d+)\)/, ":$1:$2")),
        );
      },
    ),
  );
}

test("the examples type-check", { timeout: 120_000 }, async () => {
  const folder = write();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const found = await complaints(folder);
  expect(found.length, `\n${found.join("\n")}\n`).toBe(0);
});
