import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { permute, unary } from "./operations.ts";
import { printed } from "./plans.ts";

const join = (axis: number, ...inputs: Node[]): Node => Node.apply("concatenate", inputs, { axis });

test("a concatenation that only another one uses is written there", () => {
  const tall = join(0, leaf([2, 5]), leaf([7, 5]));
  expect(printed(join(1, leaf([9, 1]), tall))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[9, 1] by [1, 1], input 0
    b1: float32[2, 5] by [5, 1], input 1
    b2: float32[7, 5] by [5, 1], input 2
    b3: float32[9, 6] by [6, 1], output 0
    concatenate: loop [7, 5]
      %0: float32 = b2[5i0 + i1]
      b3[6i0 + i1 + 13] = %0
    concatenate: loop [2, 5]
      %0: float32 = b1[5i0 + i1]
      b3[6i0 + i1 + 1] = %0
    concatenate: loop [9]
      %0: float32 = b0[i0]
      b3[6i0] = %0
    outputs b3"
  `);
});

test("what is joined lies as the largest part does", () => {
  const images = permute(leaf([4, 6, 3]), 2, 0, 1);
  expect(printed(unary("exp", join(0, leaf([1, 4, 6]), images)))).toMatchInlineSnapshot(`
    "arena of 384 bytes
    b0: float32[1, 4, 6] by [24, 6, 1], input 0
    b1: float32[4, 6, 3] by [18, 3, 1], input 1
    b2: float32[4, 4, 6] by [1, 24, 4], at 0
    b3: float32[4, 4, 6] by [24, 6, 1], output 0
    concatenate: loop [24, 3]
      %0: float32 = b1[3i0 + i1]
      b2[4i0 + i1 + 1] = %0
    concatenate: loop [24]
      %0: float32 = b0[i0]
      b2[4i0] = %0
    exp: loop [4, 24]
      %0: float32 = b2[i0 + 4i1]
      %1: float32 = exp(%0)
      b3[24i0 + i1] = %1
    outputs b3"
  `);
});
