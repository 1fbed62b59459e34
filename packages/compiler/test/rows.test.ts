import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { binary, kept, max, permute, sum, unary } from "./operations.ts";
import { printed } from "./plans.ts";
import type { Node } from "@chainrule/graph";

function softmax(x: Node, axis: number): Node {
  const raised = unary("exp", binary("sub", x, kept(max(x, axis), x, axis)));
  return binary("div", raised, kept(sum(raised, axis), x, axis));
}

test("a softmax over rows goes over each row while it is in the cache, and needs no room for its exponentials", () => {
  expect(printed(softmax(leaf([500, 200]), 1))).toMatchInlineSnapshot(`
    "arena of 4096 bytes
    b0: float32[500, 200] by [200, 1], input 0
    b1: float32[500] by [1], at 0
    b2: float32[500, 200] by [200, 1], output 0
    b3: float32[500] by [1], at 2048
    b4: float32[500, 200] by [200, 1], output 0
    max, exp, sum, div: 4 loops for each of 500 rows
      room for one row of b1, b3
      max: loop [500, Σ200]
        %0: float32 = b0[200i0 + i1]
        b1[i0] = max(%0)
      exp: loop [500, 200]
        %0: float32 = b0[200i0 + i1]
        %1: float32 = b1[i0]
        %2: float32 = sub(%0, %1)
        %3: float32 = decay(%2)
        b2[200i0 + i1] = %3
      sum: loop [500, Σ200]
        %0: float32 = b2[200i0 + i1]
        b3[i0] = sum(%0)
      div: loop [500, 200]
        %0: float32 = b2[200i0 + i1]
        %1: float32 = b3[i0]
        %2: float32 = div(%0, %1)
        b4[200i0 + i1] = %2
    outputs b4"
  `);
});

test("columns are no rows: their elements lie apart", () => {
  expect(printed(softmax(leaf([200, 500]), 0))).toMatchInlineSnapshot(`
    "arena of 22080 bytes
    b0: float32[200, 500] by [500, 1], input 0
    b1: float32[500] by [1], at 20032
    b2: float32[10, 500] by [500, 1], at 0
    b3: float32[200, 500] by [500, 1], output 0
    b4: float32[500] by [1], at 20032
    b5: float32[10, 500] by [500, 1], at 0
    b6: float32[200, 500] by [500, 1], output 0
    max: loop [10, 500, Σ20]
      %0: float32 = b0[10000i0 + i1 + 500i2]
      b2[500i0 + i1] = max(%0)
    max: loop [500, Σ10]
      %0: float32 = b2[i0 + 500i1]
      b1[i0] = max(%0)
    exp, sum: 2 loops for each of 10 rows
      exp: loop [10, 20, 500]
        %0: float32 = b0[10000i0 + 500i1 + i2]
        %1: float32 = b1[i2]
        %2: float32 = sub(%0, %1)
        %3: float32 = decay(%2)
        b3[10000i0 + 500i1 + i2] = %3
      sum: loop [10, 500, Σ20]
        %0: float32 = b3[10000i0 + i1 + 500i2]
        b5[500i0 + i1] = sum(%0)
    sum: loop [500, Σ10]
      %0: float32 = b5[i0 + 500i1]
      b4[i0] = sum(%0)
    div: loop [200, 500]
      %0: float32 = b3[500i0 + i1]
      %1: float32 = b4[i1]
      %2: float32 = div(%0, %1)
      b6[500i0 + i1] = %2
    outputs b6"
  `);
});

test("a nest that reads other rows than its own runs after all of them", () => {
  const x = unary("exp", leaf([100, 100]));
  expect(printed(binary("add", x, permute(x, 1, 0)))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[100, 100] by [100, 1], input 0
    b1: float32[100, 100] by [100, 1], output 0
    add: loop [100, 100]
      %0: float32 = b0[100i0 + i1]
      %1: float32 = exp(%0)
      %2: float32 = b0[i0 + 100i1]
      %3: float32 = exp(%2)
      %4: float32 = add(%1, %3)
      b1[100i0 + i1] = %4
    outputs b1"
  `);
});
