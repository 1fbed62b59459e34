import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { binary, permute, reshape, slice, sum, unary } from "./operations.ts";
import { printed } from "./plans.ts";

test("axes that stay are matched, the others are positions in one", () => {
  const x = permute(leaf([4, 2, 3]), 1, 2, 0);
  expect(printed(unary("exp", reshape(x, 6, 4)))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[4, 2, 3] by [6, 3, 1], input 0
    b1: float32[6, 4] by [4, 1], output 0
    exp: loop [6, 4]
      %0: float32 = b0[i0 + 6i1]
      %1: float32 = exp(%0)
      b1[4i0 + i1] = %1
    outputs b1"
  `);
});

test("joined axes split the loop over them, where their strides differ", () => {
  const x = permute(leaf([3, 2]), 1, 0);
  expect(printed(unary("exp", reshape(x, 6)))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[3, 2] by [2, 1], input 0
    b1: float32[6] by [1], output 0
    exp: loop [2, 3]
      %0: float32 = b0[i0 + 2i1]
      %1: float32 = exp(%0)
      b1[3i0 + i1] = %1
    outputs b1"
  `);
});

test("every reader of joined axes splits the same loop", () => {
  const x = permute(leaf([6, 2, 2]), 2, 1, 0);
  const y = permute(leaf([3, 8]), 1, 0);
  const z = binary("add", reshape(x, 24), reshape(y, 24));
  expect(printed(z)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 2, 2] by [4, 2, 1], input 0
    b1: float32[3, 8] by [8, 1], input 1
    b2: float32[24] by [1], output 0
    add: loop [2, 2, 2, 3]
      %0: float32 = b0[i0 + 2i1 + 12i2 + 4i3]
      %1: float32 = b1[4i0 + 2i1 + i2 + 8i3]
      %2: float32 = add(%0, %1)
      b2[12i0 + 6i1 + 3i2 + i3] = %2
    outputs b2"
  `);
});

test("a split axis is a position in the whole one", () => {
  const x = leaf([12, 5]);
  expect(printed(sum(reshape(x, 3, 4, 5), 1))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[12, 5] by [5, 1], input 0
    b1: float32[3, 5] by [5, 1], output 0
    sum: loop [3, 5, Σ4]
      %0: float32 = b0[20i0 + i1 + 5i2]
      b1[5i0 + i1] = sum(%0)
    outputs b1"
  `);
});

test("axes of length 1 come and go", () => {
  const x = reshape(leaf([1, 6, 1]), 6);
  expect(printed(unary("exp", reshape(x, 1, 1, 6)))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[1, 6, 1] by [6, 1, 1], input 0
    b1: float32[1, 1, 6] by [6, 6, 1], output 0
    exp: loop [6]
      %0: float32 = b0[i0]
      %1: float32 = exp(%0)
      b1[i0] = %1
    outputs b1"
  `);
});

test("a reshape that mixes axes reads its source, row by row, by position", () => {
  const x = unary("exp", permute(leaf([4, 3]), 1, 0));
  expect(printed(permute(reshape(x, 2, 6), 1, 0))).toMatchInlineSnapshot(`
    "arena of 64 bytes
    b0: float32[4, 3] by [3, 1], input 0
    b1: float32[3, 4] by [4, 1], at 0
    b2: float32[6, 2] by [2, 1], output 0
    exp: loop [3, 4]
      %0: float32 = b0[i0 + 3i1]
      %1: float32 = exp(%0)
      b1[4i0 + i1] = %1
    permute: loop [6, 2]
      %0: float32 = b1[i0 + 6i1]
      b2[2i0 + i1] = %0
    outputs b2"
  `);
});

test("what is sliced at a start that is known late is put into memory before it is reshaped", () => {
  const x = slice(leaf([9, 4]), [3, 2]);
  expect(printed(unary("exp", reshape(x, 2, 3)))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[9, 4] by [4, 1], input 0
    b1: int32[2] by [1], input 1
    b2: float32[3, 2] by [2, 1], output 0
    b3: float32[2, 3] by [3, 1], output 0
    slice: loop [3, 2]
      %0: float32 = b0[4i0 + i1 + 4b1[0] + b1[1]]
      b2[2i0 + i1] = %0
    exp: loop [6]
      %0: float32 = b2[i0]
      %1: float32 = exp(%0)
      b3[i0] = %1
    outputs b3"
  `);
});

test("of nothing", () => {
  expect(printed(unary("exp", reshape(leaf([0, 3]), 3, 0)))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[0, 3] by [3, 1], input 0
    b1: float32[3, 0] by [0, 1], output 0
    exp: loop [0, 3]
      %0: float32 = b0[0]
      %1: float32 = exp(%0)
      b1[i0] = %1
    outputs b1"
  `);
});
