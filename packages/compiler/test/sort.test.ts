import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { permute, unary } from "./operations.ts";
import { printed } from "./plans.ts";

const argsort = (
  x: Node,
  axis: number,
  { count = x.shape[axis]!, descending = false } = {},
): Node => Node.apply("argsort", [x], { axis, count, descending });

test("a sort is a kernel of its own, of lines that lie row by row", () => {
  expect(printed(argsort(leaf([2, 5, 3]), 1, { descending: true }))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[2, 5, 3] by [15, 3, 1], input 0
    b1: int32[2, 5, 3] by [15, 3, 1], output 0
    argsort: sort [2, 5, 3] along 1, descending
      b1 = positions of b0
    outputs b1"
  `);
});

test("what is sorted is stored, views too, and the positions are read where they are used", () => {
  const x = leaf([4, 3]);
  const order = argsort(permute(unary("exp", x), 1, 0), 1);
  expect(printed(Node.apply("add", [order, order], {}))).toMatchInlineSnapshot(`
    "arena of 64 bytes
    b0: float32[4, 3] by [3, 1], input 0
    b1: float32[3, 4] by [4, 1], at 0
    b2: int32[3, 4] by [4, 1], output 0
    b3: int32[3, 4] by [4, 1], output 0
    permute: loop [3, 4]
      %0: float32 = b0[i0 + 3i1]
      %1: float32 = exp(%0)
      b1[4i0 + i1] = %1
    argsort: sort [3, 4, 1] along 1
      b2 = positions of b1
    add: loop [12]
      %0: int32 = b2[i0]
      %1: int32 = add(%0, %0)
      b3[i0] = %1
    outputs b3"
  `);
});
