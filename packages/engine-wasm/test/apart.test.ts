import { type DType, Node } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

const dtypes = ["float32", "float64", "int32", "uint8", "bool"] as const satisfies DType[];

/** Every `step`-th of the elements from `start` to the end. */
function every(x: Node, start: number, step: number): Node {
  const sizes = [Math.ceil((x.shape[0]! - start) / step)];
  return Node.apply("slice", [x, leaf("int32", [1], [start])], { sizes, steps: [step] });
}

test.each(dtypes)("%s that lie a few apart are read in both directions", (dtype) => {
  for (let length = 1; length <= 90; length += length < 24 ? 1 : 13) {
    const elements = Array.from({ length }, (_, i) =>
      dtype === "bool" ? Number(i % 3 > 0) : (7 * i) % 251,
    );
    const x = leaf(dtype, [length], elements);
    const roots = [1, 2, 3, 4, 5].flatMap((step) => {
      const parts = [0, 1].filter((start) => start < length).map((start) => every(x, start, step));
      return [...parts, ...parts.map((part) => Node.apply("flip", [part], { axes: [0] }))];
    });
    const [got, expected] = [wasmEngine({ threads: 1 }), referenceEngine()].map((engine) =>
      program(engine, roots)().map((data) => Array.from(data)),
    );
    expect(got).toEqual(expected);
  }
});
