import { type DType, Node } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

// Of rows that are no whole number of vectors, the last two vectors overlap.

const lengths = Array.from({ length: 40 }, (_, i) => i + 1);

const special = [NaN, Infinity, -Infinity, -0, 0];

const values = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => (i % 11 === 3 ? special[i % 5]! : ((i * 7) % 23) - 8));

const apply = (name: "add" | "mul" | "sub" | "div" | "less", a: Node, b: Node): Node =>
  Node.apply(name, [a, b], {});

/** What is computed over rows of a length: with a vector for each row, in place, down the columns, turned, and as other dtypes. */
function rootsOf(dtype: DType, length: number): Node[] {
  const x = leaf(dtype, [3, 2, length], values(6 * length));
  const row = leaf(dtype, [length], values(length));
  const turned = leaf(dtype, [length, 3], values(3 * length));
  const sum = apply("add", x, row);
  // It takes long enough to be kept in memory, over which the difference is written.
  const quotient = apply("div", sum, row);
  const most = Node.apply("max", [quotient], { axes: [2], keepsNaN: true });
  return [
    sum,
    apply("sub", quotient, Node.apply("reshape", [most], { shape: [3, 2, 1] })),
    Node.apply("sum", [x], { axes: [0] }),
    Node.apply("argmax", [x], { axis: 1 }),
    Node.apply("permute", [turned], { axes: [1, 0] }),
    apply("less", x, row),
    Node.apply("cast", [sum], { dtype: "int32" }),
    Node.apply("cast", [sum], { dtype: "uint8" }),
  ];
}

test.each(["float32", "float64"] as const)(
  "rows of %s of any length, as the reference computes them",
  (dtype) => {
    for (const length of lengths) {
      const [one, two, expected] = [
        wasmEngine({ threads: 1 }),
        wasmEngine({ threads: 2 }),
        referenceEngine(),
      ].map((engine) => program(engine, rootsOf(dtype, length))());
      expect(one, `${length}`).toEqual(expected);
      expect(two, `${length}`).toEqual(one);
    }
  },
);

test("random numbers of rows are those of one row", () => {
  const key = leaf("int32", [4], [1, 0, 5, 0]);
  for (const length of lengths) {
    const random = (shape: readonly number[]): Node =>
      Node.apply("random", [key], { shape, dtype: "float32" });
    const ones = leaf("float32", [length], new Float32Array(length).fill(1));
    const engine = wasmEngine({ threads: 1 });
    const [rows] = program(engine, [apply("mul", random([5, length]), ones)])();
    const [row] = program(engine, [random([5 * length])])();
    expect(rows).toEqual(row);
  }
});
