import { Node } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { expect, test, vi } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { scheduleOf } from "../src/schedule.ts";
import { leaf, noise, program } from "./programs.ts";

vi.setConfig({ testTimeout: 60_000 });

const engine = wasmEngine({ threads: 1 });
const sizes = [1, 2, 3, 16, 64, 100, 191, 192, 193, 250, 257, 1000];

/** Elements of float32 or float64. */
const matrix = (dtype: "float32" | "float64", rows: number, columns: number): Node =>
  leaf(dtype, [rows, columns], noise(rows * columns, rows + columns));
const turned = (x: Node): Node => Node.apply("permute", [x], { axes: [1, 0] });
/** All but the first row and the last column. */
const part = (x: Node, rows: number, columns: number): Node =>
  Node.apply("slice", [x, leaf("int32", [2], [1, 0])], { sizes: [rows, columns], steps: [1, 1] });

test.each([1, 2, 3, 5, 11, 12, 15, 47])(
  "%i rows by a matrix that lies as it is, turned, or within another",
  (rows) => {
    sizes.forEach((inner, i) => {
      const columns = sizes[(i * 5 + rows) % sizes.length]!;
      const dtype = i % 4 === 3 ? "float64" : "float32";
      const x = matrix(dtype, rows, inner);
      const seconds = [
        matrix(dtype, inner, columns),
        turned(matrix(dtype, columns, inner)),
        part(matrix(dtype, inner + 1, columns + 1), inner, columns),
        turned(part(matrix(dtype, columns + 1, inner + 1), columns, inner)),
      ];
      const roots = seconds.map((b) => Node.apply("matmul", [x, b], { dtype }));
      const got = program(engine, roots)();
      const expected = program(referenceEngine(), roots)();
      const most = 1e-6 * Math.sqrt(inner) * 3;
      got.forEach((result, which) => {
        const wrong = result.findIndex(
          (one, at) => !(Math.abs(one - expected[which]![at]!) < most),
        );
        expect(wrong, `${rows} by ${inner} by ${columns}, ${dtype}, ${which}`).toBe(-1);
      });
    });
  },
);

test("a second operand is copied for many rows, not for a few", () => {
  const copied = (rows: number): number => {
    const [inner, columns] = [100, 250];
    const access = { buffer: 0, at: { offset: 0, strides: [], dynamic: [] } };
    const dimensions = [
      { size: rows, a: inner, b: 0, c: columns },
      { size: columns, a: 0, b: 1, c: 1 },
      { size: inner, a: 1, b: columns, c: null },
    ];
    return scheduleOf(
      { dimensions, dtype: "float32", c: access, epilogue: null, prologue: false },
      { fused: false, paired: false },
    )!.scratch;
  };
  expect([1, 2, 8].map(copied)).toEqual([0, 0, 0]);
  expect(copied(100)).toBeGreaterThanOrEqual(25_000);
});

test("sums of a thin product lose no more, the more there are", () => {
  const [columns, inner] = [200, 65_536];
  const x = noise(inner, 1).map(Math.abs);
  const exact = x.reduce((sum, one) => sum + one, 0);
  const ones = leaf("float32", [inner, columns], new Float32Array(inner * columns).fill(1));
  const product = Node.apply("matmul", [leaf("float32", [1, inner], x), ones], {
    dtype: "float32",
  });
  const [result] = program(engine, [product])() as unknown as [Float32Array];
  expect(Math.abs(result[7]! - exact) / exact).toBeLessThan(100 * 2 ** -24);
});
