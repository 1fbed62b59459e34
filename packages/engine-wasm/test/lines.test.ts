import { type DType, Node } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

const dtypes = ["float32", "float64", "int32", "uint8", "bool"] as const;

/** Shapes, the axis that indices are for, and how many there are: lines of any length, before, between and behind other axes. */
type Place = readonly [shape: readonly number[], axis: number, count: number];
const places: readonly Place[] = [
  ...[1, 3, 4, 5, 16, 19, 37].map((width): Place => [[6, width], 0, 9]),
  [[5, 7, 18], 1, 11],
  [[3, 6], 1, 40],
  [[9], 0, 21],
  [[0, 8], 0, 3],
  [[4, 0], 0, 3],
  [[2, 3, 4, 8], 2, 5],
];

const values = (length: number, dtype: DType): Float64Array =>
  Float64Array.from({ length }, (_, i) => (dtype === "bool" ? (i * 7) % 2 : (i * 7) % 251));

/** Indices some of which are outside. */
const indices = (count: number, length: number): Node =>
  leaf(
    "int32",
    [count],
    Int32Array.from({ length: count }, (_, i) => ((i * 5) % (length + 3)) - 1),
  );

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Whether both engines compute the same. */
function expectAlike(roots: readonly Node[]): void {
  const [got, expected] = [wasmEngine({ threads: 1 }), referenceEngine()].map((engine) =>
    program(engine, roots)().map((data) => Array.from(data)),
  );
  expect(got).toEqual(expected);
}

test.each(dtypes)(
  "lines of %s are taken, as they lie and turned, and added where they belong",
  (dtype) => {
    for (const [shape, axis, count] of places) {
      const x = leaf(dtype, shape, values(sizeOf(shape), dtype));
      const at = indices(count, shape[axis]!);
      const taken = Node.apply("take", [x, at], { axis });
      const turned = Node.apply("permute", [x], { axes: shape.map((_, d) => d).toReversed() });
      const other = shape.length - 1 - axis;
      const roots: Node[] = [taken, Node.apply("take", [turned, at], { axis: other })];
      if (dtype !== "bool") {
        const sum = Node.apply("add", [taken, taken], {});
        roots.push(Node.apply("scatterAdd", [sum, at], { axis, length: shape[axis]! }));
      }
      expectAlike(roots);
    }
  },
);

test("elements taken along axes of other lengths are not mistaken for one another", () => {
  const x = leaf("float32", [5, 1], [1, 2, 3, 4, 5]);
  const at = leaf("int32", [3], [0, 2, 4]);
  const zero = Node.apply("constant", [], { value: 0, dtype: "int32" });
  const one = Node.apply("reshape", [zero], { shape: [1] });
  const start = Node.apply("concatenate", [one, one], { axis: 0 });
  const across = Node.apply("take", [x, at], { axis: 1 });
  const first = Node.apply("slice", [across, start], { sizes: [1, 3], steps: [1, 1] });
  const [a, b] = [Node.apply("take", [x, at], { axis: 0 }), first].map((node) =>
    Node.apply("reshape", [node], { shape: [3] }),
  );
  expectAlike([Node.apply("add", [a!, b!], {})]);
});
