import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { binary, permute, unary } from "./operations.ts";
import { plan, printed } from "./plans.ts";

test("rows of what is read in columns are written in blocks as wide as a line of the cache", () => {
  const x = leaf([160, 20]);
  expect(printed(binary("add", permute(x, 1, 0), leaf([20, 160])))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[20, 160] by [160, 1], input 0
    b1: float32[160, 20] by [20, 1], input 1
    b2: float32[20, 160] by [160, 1], output 0
    add: loop [10, 20, 16]
      %0: float32 = b1[320i0 + i1 + 20i2]
      %1: float32 = b0[16i0 + 160i1 + i2]
      %2: float32 = add(%0, %1)
      b2[16i0 + 160i1 + i2] = %2
    outputs b2"
  `);
});

test("rows of what is read in columns that share lines are written in wider blocks", () => {
  const sizes = (length: number): unknown =>
    plan([unary("exp", permute(leaf([length, 5]), 1, 0))]).kernels.map(
      (kernel) => kernel.kind === "loop" && kernel.sizes,
    );
  expect(sizes(8192)).toEqual([[8, 5, 1024]]);
  expect(sizes(10_000)).toEqual([[10, 5, 1000]]);
});

test("other nests go over whole rows", () => {
  const sizes = (root: Node): unknown =>
    plan([root]).kernels.map((kernel) => kernel.kind === "loop" && kernel.sizes);
  // Several columns in a line but no long rows of them, short rows, rows that are no whole number of blocks, what is repeated, and rows of rows.
  expect(sizes(unary("exp", permute(leaf([160, 5]), 1, 0)))).toEqual([[5, 160]]);
  expect(sizes(unary("exp", permute(leaf([8191, 5]), 1, 0)))).toEqual([[5, 8191]]);
  expect(sizes(unary("exp", permute(leaf([112, 20]), 1, 0)))).toEqual([[20, 112]]);
  expect(sizes(unary("exp", permute(leaf([150, 20]), 1, 0)))).toEqual([[20, 150]]);
  expect(sizes(binary("add", leaf([5, 1]), leaf([160])))).toEqual([[5, 160]]);
  expect(sizes(unary("exp", permute(leaf([5, 3, 160]), 1, 0, 2)))).toEqual([[3, 5, 160]]);
});
