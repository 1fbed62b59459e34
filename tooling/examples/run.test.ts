import { withoutAssignments } from "@chainrule/tensor";
import { join } from "node:path";
import { afterEach, test } from "vitest";
import { blocks } from "./blocks.ts";
import { files, read, root } from "./files.ts";

// An example may end with assignments that wait: they run now, and not in an example of another file.
afterEach(() => {
  withoutAssignments(() => undefined);
});

for (const file of files()) {
  test(`the examples of ${file} run`, { timeout: 60_000 }, async () => {
    for (const [n, { line, run }] of blocks(read(file), file).entries()) {
      if (!run) continue;
      try {
        await import(/* @vite-ignore */ `${join(root, file)}.example-${n}.ts`);
      } catch (error) {
        if (error instanceof Error) error.message = `${file}:${line}: ${error.message}`;
        throw error;
      }
    }
  });
}
