import { type DType, Node } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

/** Shapes without elements, and axes whose reduction leaves some. */
const cases: readonly (readonly [shape: readonly number[], axes: readonly number[]])[] = [
  [[0], [0]],
  [[0, 5], [0]],
  [[5, 0], [1]],
  [[3, 0, 9], [1]],
  [[3, 9, 0], [2]],
  [[0, 3, 300], [0]],
  [
    [2, 0, 0, 7],
    [1, 2],
  ],
  [
    [0, 4, 0],
    [0, 2],
  ],
  [
    [4, 0, 3],
    [1, 2],
  ],
];

/** Sums and products of nothing, of what is computed from nothing, and of what is repeated no times. */
const rootsOf = (dtype: DType): Node[] =>
  cases.flatMap(([shape, axes]) => {
    const empty = leaf(dtype, shape, []);
    const one = leaf(
      dtype,
      shape.map((length) => Math.min(length, 1) || 1),
      [3],
    );
    const repeated = Node.apply("expand", [one], { shape });
    const terms = [empty, Node.apply("mul", [empty, one], {}), repeated];
    return terms.flatMap((x) => [
      Node.apply("sum", [x], { axes }),
      Node.apply("prod", [x], { axes }),
    ]);
  });

test.each(["float32", "float64", "int32"] as const)(
  "what reductions start from is what they give of no %s",
  (dtype) => {
    const [got, expected] = [wasmEngine({ threads: 1 }), referenceEngine()].map((engine) =>
      program(engine, rootsOf(dtype))(),
    );
    expect(got).toEqual(expected);
  },
);
