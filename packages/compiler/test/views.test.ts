import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { binary, permute, slice, sum, unary, windows } from "./operations.ts";
import { printed } from "./plans.ts";

test("permuted axes are strides of the read", () => {
  const x = leaf([6, 4, 5]);
  expect(printed(unary("exp", permute(x, 2, 0, 1)))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 4, 5] by [20, 5, 1], input 0
    b1: float32[5, 6, 4] by [24, 4, 1], output 0
    exp: loop [5, 24]
      %0: float32 = b0[i0 + 5i1]
      %1: float32 = exp(%0)
      b1[24i0 + i1] = %1
    outputs b1"
  `);
});

test("a slice is a start that is read when the program runs, and steps", () => {
  const x = leaf([6, 9]);
  expect(printed(unary("exp", slice(x, [2, 4], [1, 2])))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 9] by [9, 1], input 0
    b1: int32[2] by [1], input 1
    b2: float32[2, 4] by [4, 1], output 0
    exp: loop [2, 4]
      %0: float32 = b0[9i0 + 2i1 + 9b1[0] + b1[1]]
      %1: float32 = exp(%0)
      b2[4i0 + i1] = %1
    outputs b2"
  `);
});

test("an axis that a slice takes whole has no start", () => {
  const x = leaf([6, 9]);
  expect(printed(unary("exp", slice(x, [2, 9])))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 9] by [9, 1], input 0
    b1: int32[2] by [1], input 1
    b2: float32[2, 9] by [9, 1], output 0
    exp: loop [18]
      %0: float32 = b0[i0 + 9b1[0]]
      %1: float32 = exp(%0)
      b2[i0] = %1
    outputs b2"
  `);
});

test("starts that are computed are computed first", () => {
  const [x, at] = [leaf([8]), leaf([1], "int32")];
  const start = Node.apply("add", [at, at], {});
  const part = Node.apply("slice", [x, start], { sizes: [3], steps: [1] });
  expect(printed(unary("exp", part))).toMatchInlineSnapshot(`
    "arena of 64 bytes
    b0: float32[8] by [1], input 0
    b1: int32[1] by [1], input 1
    b2: int32[1] by [1], at 0
    b3: float32[3] by [1], output 0
    add: loop []
      %0: int32 = b1[0]
      %1: int32 = add(%0, %0)
      b2[0] = %1
    exp: loop [3]
      %0: float32 = b0[i0 + b2[0]]
      %1: float32 = exp(%0)
      b3[i0] = %1
    outputs b3"
  `);
});

test("flipped axes are read backwards", () => {
  const x = leaf([6, 4]);
  const y = Node.apply("flip", [x], { axes: [1] });
  expect(printed(unary("exp", y))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 4] by [4, 1], input 0
    b1: float32[6, 4] by [4, 1], output 0
    exp: loop [6, 4]
      %0: float32 = b0[4i0 + -1i1 + 3]
      %1: float32 = exp(%0)
      b1[4i0 + i1] = %1
    outputs b1"
  `);
});

test("windows are two axes over one", () => {
  const x = leaf([2, 9]);
  expect(printed(sum(windows(x, 1, 3, 2), 2))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[2, 9] by [9, 1], input 0
    b1: float32[2, 4] by [4, 1], output 0
    sum: loop [2, 4, Σ3]
      %0: float32 = b0[9i0 + 2i1 + i2]
      b1[4i0 + i1] = sum(%0)
    outputs b1"
  `);
});

test("an expanded value is read where it lies", () => {
  const x = leaf([4, 1]);
  const y = Node.apply("expand", [x], { shape: [3, 4, 5] });
  expect(printed(unary("neg", y))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[4, 1] by [1, 1], input 0
    b1: float32[3, 4, 5] by [20, 5, 1], output 0
    neg: loop [3, 4, 5]
      %0: float32 = b0[i1]
      %1: float32 = neg(%0)
      b1[20i0 + 5i1 + i2] = %1
    outputs b1"
  `);
});

test("views of views are one read", () => {
  const x = leaf([8, 6]);
  const y = Node.apply("flip", [slice(permute(x, 1, 0), [3, 4], [2, 1])], { axes: [0] });
  expect(printed(unary("exp", windows(y, 1, 2, 2)))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: int32[2] by [1], input 0
    b1: float32[8, 6] by [6, 1], input 1
    b2: float32[3, 2, 2] by [4, 2, 1], output 0
    exp: loop [3, 4]
      %0: float32 = b1[-2i0 + 6i1 + 6b0[1] + b0[0] + 4]
      %1: float32 = exp(%0)
      b2[4i0 + i1] = %1
    outputs b2"
  `);
});

test("views of what a kernel computes are pushed through it to its reads", () => {
  const [x, y] = [leaf([6, 4]), leaf([4])];
  const z = permute(binary("add", x, y), 1, 0);
  expect(printed(unary("neg", z))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 4] by [4, 1], input 0
    b1: float32[4] by [1], input 1
    b2: float32[4, 6] by [6, 1], output 0
    neg: loop [4, 6]
      %0: float32 = b0[i0 + 4i1]
      %1: float32 = b1[i0]
      %2: float32 = add(%0, %1)
      %3: float32 = neg(%2)
      b2[6i0 + i1] = %3
    outputs b2"
  `);
});

test("a view alone is a copy", () => {
  expect(printed(permute(leaf([3, 4]), 1, 0))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[3, 4] by [4, 1], input 0
    b1: float32[4, 3] by [3, 1], output 0
    permute: loop [4, 3]
      %0: float32 = b0[i0 + 4i1]
      b1[3i0 + i1] = %0
    outputs b1"
  `);
});
