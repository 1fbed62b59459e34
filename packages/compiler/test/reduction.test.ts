import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { binary, max, permute, sum, unary } from "./operations.ts";
import { plan, printed } from "./plans.ts";

test("the reduced axes are the inner loops, and what is reduced is computed there", () => {
  const [x, y] = [leaf([5, 6, 7]), leaf([6, 1])];
  expect(printed(sum(unary("exp", binary("mul", x, y)), 0, 2))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[5, 6, 7] by [42, 7, 1], input 0
    b1: float32[6, 1] by [1, 1], input 1
    b2: float32[6] by [1], output 0
    sum: loop [6, Σ5, Σ7]
      %0: float32 = b0[7i0 + 42i1 + i2]
      %1: float32 = b1[i0]
      %2: float32 = mul(%0, %1)
      %3: float32 = exp(%2)
      b2[i0] = sum(%3)
    outputs b2"
  `);
});

test("loops are ordered as the memory lies", () => {
  expect(printed(max(permute(leaf([5, 6, 7]), 2, 1, 0), 1))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[5, 6, 7] by [42, 7, 1], input 0
    b1: float32[7, 5] by [5, 1], output 0
    max: loop [7, 5, Σ6]
      %0: float32 = b0[i0 + 42i1 + 7i2]
      b1[5i0 + i1] = max(%0)
    outputs b1"
  `);
});

test("positions are counted along their axis", () => {
  const y = Node.apply("argmax", [leaf([4, 9, 3])], { axis: 1 });
  expect(printed(y)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[4, 9, 3] by [27, 3, 1], input 0
    b1: int32[4, 3] by [3, 1], output 0
    argmax: loop [4, 3, Σ9]
      %0: float32 = b0[27i0 + i1 + 3i2]
      b1[3i0 + i1] = argmax(%0)
    outputs b1"
  `);
});

test("many elements to few are reduced in parts, and then the parts", () => {
  expect(printed(sum(leaf([256, 1024]), 0, 1))).toMatchInlineSnapshot(`
    "arena of 64 bytes
    b0: float32[256, 1024] by [1024, 1], input 0
    b1: float32[] by [], output 0
    b2: float32[16] by [1], at 0
    sum: loop [16, Σ16384]
      %0: float32 = b0[16384i0 + i1]
      b2[i0] = sum(%0)
    sum: loop [Σ16]
      %0: float32 = b2[i0]
      b1[0] = sum(%0)
    outputs b1"
  `);
});

test("as many parts as divide the axis, by its length alone", () => {
  const parts = (length: number): (readonly number[])[] =>
    plan([max(leaf([length, 8]), 0)]).kernels.map((kernel) =>
      kernel.kind === "loop" ? kernel.sizes : [],
    );
  expect(parts(16_384)).toEqual([
    [16, 8, 1024],
    [8, 16],
  ]);
  expect(parts(9 * 1013)).toEqual([
    [9, 8, 1013],
    [8, 9],
  ]);
});

test("few elements, and reductions that leave many, are made in one go", () => {
  expect(plan([sum(leaf([16, 64]), 0, 1)]).kernels.length).toBe(1);
  expect(plan([sum(leaf([2048, 64]), 1)]).kernels.length).toBe(1);
});

test("a sum goes on in the dtype it is in", () => {
  const x = Node.apply("cast", [leaf([4, 6], "uint8")], { dtype: "int32" });
  expect(printed(sum(x, 1))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: uint8[4, 6] by [6, 1], input 0
    b1: int32[4] by [1], output 0
    sum: loop [4, Σ6]
      %0: uint8 = b0[6i0 + i1]
      %1: int32 = cast(%0)
      b1[i0] = sum(%1)
    outputs b1"
  `);
});
