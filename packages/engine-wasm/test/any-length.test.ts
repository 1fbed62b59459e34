import { type Engine, Node } from "@chainrule/graph";
import { expect, test, vi } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, noise, program } from "./programs.ts";

const scope = globalThis as unknown as {
  readonly WebAssembly: { Module: new (bytes: Uint8Array) => object };
};

/** How many modules `f` compiles. */
function compiled(f: () => void): number {
  const spy = vi.spyOn(scope.WebAssembly, "Module");
  f();
  const { length } = spy.mock.calls;
  spy.mockRestore();
  return length;
}

const x = (rows: number, columns: number): Node =>
  leaf("float32", [rows, columns], noise(rows * columns, rows));
const vector = (length: number): Node => leaf("float32", [length], noise(length, 5));
const column = (a: Node): Node => Node.apply("reshape", [a], { shape: [...a.shape, 1] });
const matmul = (a: Node, b: Node): Node => Node.apply("matmul", [a, b], { dtype: "float32" });
const softmax = (a: Node): Node => {
  const most = column(Node.apply("max", [a], { axes: [1], keepsNaN: true }));
  const e = Node.apply("exp", [Node.apply("sub", [a, most], {})], {});
  return Node.apply("div", [e, column(Node.apply("sum", [e], { axes: [1] }))], {});
};

/** What a program computes for so many rows; the lengths for which its code is the same, the first of which is compiled. */
const programs: Readonly<Record<string, readonly [(rows: number) => Node, readonly number[]]>> = {
  "an elementwise operation, with a rest beyond whole vectors": [
    (rows) => Node.apply("exp", [x(rows, 3)], {}),
    [17, 23, 35, 1001, 40_003],
  ],
  "an elementwise operation in whole vectors": [
    (rows) => Node.apply("exp", [x(rows, 4)], {}),
    [16, 8, 1000, 40_000],
  ],
  "rows with a vector for each": [
    (rows) => Node.apply("add", [x(rows, 21), vector(21)], {}),
    [5, 2, 100, 3001],
  ],
  "sums of rows": [(rows) => Node.apply("sum", [x(rows, 37)], { axes: [1] }), [7, 2, 500, 3000]],
  "a softmax of rows": [(rows) => softmax(x(rows, 64)), [7, 3, 200]],
  "a product of a few rows, and of many": [(rows) => matmul(x(rows, 32), x(32, 24)), [23, 24]],
  "a product, its operand in panels": [
    (rows) => matmul(x(rows, 32), x(32, 24)),
    [51, 64, 99, 1001],
  ],
  "a product whose last rows fill a tile": [
    (rows) => matmul(x(rows, 32), x(32, 40)),
    [60, 120, 600],
  ],
  "a product with many panels": [(rows) => matmul(x(rows, 64), x(64, 300)), [21, 22, 37]],
  "a layer": [
    (rows) =>
      Node.apply(
        "maximum",
        [
          Node.apply("add", [matmul(x(rows, 32), x(32, 48)), vector(48)], {}),
          Node.apply("constant", [], { value: 0, dtype: "float32" }),
        ],
        {},
      ),
    [51, 63, 129],
  ],
};

/** Runs a program on an engine, and gives its result. */
const run = (engine: Engine, root: Node): unknown => program(engine, [root])()[0];

test.each(Object.entries(programs))("%s", (_, [build, [first, ...others]]) => {
  const engine = wasmEngine({ threads: 1 });
  expect(compiled(() => run(engine, build(first!)))).toBe(1);
  for (const rows of others) {
    const root = build(rows);
    let result: unknown;
    expect(
      compiled(() => (result = run(engine, root))),
      `${rows} rows`,
    ).toBe(0);
    expect(result, `${rows} rows`).toEqual(run(wasmEngine({ threads: 1 }), root));
  }
});
