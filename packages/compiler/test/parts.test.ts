import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { unary } from "./operations.ts";
import { plan, printed } from "./plans.ts";

test("values that are joined are written where they belong, and computed there", () => {
  const [x, y] = [leaf([3, 4]), leaf([3, 2])];
  const z = Node.apply("concatenate", [unary("exp", x), y], { axis: 1 });
  expect(printed(z)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[3, 2] by [2, 1], input 0
    b1: float32[3, 4] by [4, 1], input 1
    b2: float32[3, 6] by [6, 1], output 0
    concatenate: loop [3, 4]
      %0: float32 = b1[4i0 + i1]
      %1: float32 = exp(%0)
      b2[6i0 + i1] = %1
    concatenate: loop [3, 2]
      %0: float32 = b0[2i0 + i1]
      b2[6i0 + i1 + 4] = %0
    outputs b2"
  `);
});

/** Windows of `size` along the last axis of 9, folded back. */
function fold(size: number, stride: number): Node {
  const windows = { axes: [1], sizes: [size], strides: [stride], dilations: [1] };
  const x = Node.apply("windows", [leaf([2, 9])], windows);
  return Node.apply("fold", [unary("exp", x)], { ...windows, shape: [2, 9] });
}

test("windows that overlap are added to zeros", () => {
  expect(printed(fold(3, 1))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[2, 9] by [9, 1], input 0
    b1: float32[2, 9] by [9, 1], output 0
    fold zeros: loop [18]
      %0: float32 = 0
      b1[i0] = %0
    fold: loop [2, 7, 3]
      %0: float32 = b0[9i0 + i1 + i2]
      %1: float32 = exp(%0)
      b1[9i0 + i1 + i2] += %1
    outputs b1"
  `);
});

test("windows that meet are a copy; where they leave gaps, into zeros", () => {
  const names = (node: Node): string[] => plan([node]).kernels.map(({ name }) => name);
  expect(names(fold(3, 3))).toEqual(["fold"]);
  expect(names(fold(2, 2))).toEqual(["fold zeros", "fold"]);
  expect(names(fold(2, 4))).toEqual(["fold zeros", "fold"]);
});

test("elements are added where their indices say", () => {
  const [x, indices] = [leaf([6, 3]), leaf([6], "int32")];
  const y = Node.apply("scatterAdd", [unary("exp", x), indices], { axis: 0, length: 10 });
  expect(printed(y)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: int32[6] by [1], input 0
    b1: float32[6, 3] by [3, 1], input 1
    b2: float32[10, 3] by [3, 1], output 0
    scatterAdd zeros: loop [30]
      %0: float32 = 0
      b2[i0] = %0
    scatterAdd: loop [6, 3]
      %0: float32 = b1[3i0 + i1]
      %1: float32 = exp(%0)
      %2: int32 = b0[i0]
      b2[i1] scattered by %2 += %1
    outputs b2"
  `);
});
