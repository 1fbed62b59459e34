import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { binary, kept, max, sum, unary } from "./operations.ts";
import { printed } from "./plans.ts";

function softmax(x: Node, axis: number): Node {
  const e = unary("exp", binary("sub", x, kept(max(x, axis), x, axis)));
  return binary("div", e, kept(sum(e, axis), x, axis));
}

test("over the last axis: the exponentials are made once", () => {
  expect(printed(softmax(leaf([32, 10]), 1))).toMatchInlineSnapshot(`
    "arena of 128 bytes
    b0: float32[32, 10] by [10, 1], input 0
    b1: float32[32] by [1], at 0
    b2: float32[32, 10] by [10, 1], output 0
    b3: float32[32] by [1], at 0
    b4: float32[32, 10] by [10, 1], output 0
    max: loop [32, Σ10]
      %0: float32 = b0[10i0 + i1]
      b1[i0] = max(%0)
    exp: loop [32, 10]
      %0: float32 = b0[10i0 + i1]
      %1: float32 = b1[i0]
      %2: float32 = sub(%0, %1)
      %3: float32 = decay(%2)
      b2[10i0 + i1] = %3
    sum: loop [32, Σ10]
      %0: float32 = b2[10i0 + i1]
      b3[i0] = sum(%0)
    div: loop [32, 10]
      %0: float32 = b2[10i0 + i1]
      %1: float32 = b3[i0]
      %2: float32 = div(%0, %1)
      b4[10i0 + i1] = %2
    outputs b4"
  `);
});

test("over another axis: what is kept is the inner loop", () => {
  expect(printed(softmax(leaf([10, 32]), 0))).toMatchInlineSnapshot(`
    "arena of 128 bytes
    b0: float32[10, 32] by [32, 1], input 0
    b1: float32[32] by [1], at 0
    b2: float32[10, 32] by [32, 1], output 0
    b3: float32[32] by [1], at 0
    b4: float32[10, 32] by [32, 1], output 0
    max: loop [32, Σ10]
      %0: float32 = b0[i0 + 32i1]
      b1[i0] = max(%0)
    exp: loop [10, 32]
      %0: float32 = b0[32i0 + i1]
      %1: float32 = b1[i1]
      %2: float32 = sub(%0, %1)
      %3: float32 = decay(%2)
      b2[32i0 + i1] = %3
    sum: loop [32, Σ10]
      %0: float32 = b2[i0 + 32i1]
      b3[i0] = sum(%0)
    div: loop [10, 32]
      %0: float32 = b2[32i0 + i1]
      %1: float32 = b3[i1]
      %2: float32 = div(%0, %1)
      b4[32i0 + i1] = %2
    outputs b4"
  `);
});

test.each<[string, (x: Node) => Node, "decay" | "exp"]>([
  ["the maximum along an axis", (x) => kept(max(x, 0), x, 0), "decay"],
  ["the maximum of all", (x) => max(x, 0, 1), "decay"],
  ["the maximum along another axis", (x) => kept(max(x, 0), x, 1), "exp"],
  ["a maximum along rows that broadcasts over columns", (x) => max(x, 1), "exp"],
  ["another value's maximum", (x) => kept(max(unary("exp", x), 0), x, 0), "exp"],
  ["a minimum", (x) => kept(Node.apply("min", [x], { axes: [0] }), x, 0), "exp"],
])("the exponential of x less %s", (_, top, expected) => {
  const x = leaf([8, 8]);
  const plan = printed(unary("exp", binary("sub", x, top(x))));
  expect(/decay|exp\(/.exec(plan)?.[0].replace("(", "")).toBe(expected);
});
