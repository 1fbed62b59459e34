import { type DType, Node, sizeOf } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

/** Shapes, and an order of their axes in which rows are read in columns: in blocks, or as they are where those do not fit or would not pay. */
const turns: readonly (readonly [shape: readonly number[], axes: readonly number[]])[] = [
  [
    [128, 1],
    [1, 0],
  ],
  [
    [128, 3],
    [1, 0],
  ],
  [
    [144, 160],
    [1, 0],
  ],
  [
    [160, 130],
    [1, 0],
  ],
  [
    [130, 160],
    [1, 0],
  ],
  [
    [3, 256, 5],
    [0, 2, 1],
  ],
  [
    [8200, 2],
    [1, 0],
  ],
  [
    [2, 128, 3, 4],
    [0, 2, 3, 1],
  ],
  [
    [128, 2, 3, 4],
    [3, 2, 1, 0],
  ],
  [
    [128, 0],
    [1, 0],
  ],
];

test.each(["float32", "float64", "int32", "uint8", "bool"] as const)(
  "%s turned, with what lies as the result does, as the reference computes it",
  (dtype: DType) => {
    for (const [shape, axes] of turns) {
      const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) =>
        dtype === "bool" ? (i * 7) % 2 : (i * 7) % 251,
      );
      const turned = Node.apply("permute", [leaf(dtype, shape, values)], { axes });
      const other = leaf(dtype, turned.shape, values);
      const roots = [turned, Node.apply("maximum", [turned, other], {})];
      const [one, two, expected] = [
        wasmEngine({ threads: 1 }),
        wasmEngine({ threads: 2 }),
        referenceEngine(),
      ].map((engine) => program(engine, roots)());
      expect(one, `shape ${shape.join()}`).toEqual(expected);
      expect(two, `shape ${shape.join()}`).toEqual(expected);
    }
  },
);
