import { expect, test } from "vitest";
import { assertions } from "./assertions.ts";
import { blocks } from "./blocks.ts";

test("a guide's blocks keep their lines and columns", () => {
  const guide =
    "# Title\n\n```sh\nnpm start\n```\n\n```ts\nx; // => 1\n```\n\n- item\n\n  ```ts no-run\n  y;\n  ```\n";
  expect(blocks(guide, "README.md")).toEqual([
    { line: 8, run: true, code: "\n\n\n\n\n\n\nx; // => 1" },
    { line: 14, run: false, code: `${"\n".repeat(13)}  y;` },
  ]);
});

test("a doc comment's blocks lose their stars", () => {
  const source =
    "/**\n * Twice.\n *\n * ```ts\n * twice(3); // => 6\n * ```\n */\nconst text = `\n```ts\nno;\n```\n`;\n";
  expect(blocks(source, "index.ts")).toEqual([
    { line: 5, run: true, code: "\n\n\n\n   twice(3); // => 6" },
  ]);
});

test.each([
  ["x; // => 3", "equalExample(x, 3);"],
  ["x // => [1, 2]", "equalExample(x, [1, 2]);"],
  ["const y: number = f(x); // => 3", "const y: number = f(x); equalExample(y, 3);"],
  ["console.log(f(x)); // => 3", "equalExample(f(x), 3);"],
  [
    "x; // => ≈ [1, 0.25]",
    "equalExample(x, [expectExample.closeTo(1, 2), expectExample.closeTo(0.25, 2)]);",
  ],
  ["x; // => ≈ 1.5e-8", "equalExample(x, expectExample.closeTo(1.5e-8, 9));"],
  ["x; // throws matmul: inner…", 'expectExample(() => { x }).toThrow("matmul: inner");'],
  ["x;\n// => [[1, 2],\n//     [3, 4]]\ny;", "equalExample(x, [[1, 2], [3, 4]]);\n\n\ny;"],
  ["a;\nf(\n  x,\n)\n  .g(); // => 1", "a;\nequalExample(f(\n  x,\n)\n  .g(), 1);"],
  ["x; // a comment", "x; // a comment"],
])("%s", (code, checked) => {
  expect(assertions(code)).toBe(checked);
});
