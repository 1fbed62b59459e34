import { Node, operation } from "@chainrule/graph";
import { expect, test } from "vitest";
import { constant, leaf } from "./leaves.ts";
import { binary, unary } from "./operations.ts";
import { printed } from "./plans.ts";

test("a chain of elementwise steps is one kernel, and contiguous axes are one loop", () => {
  const [a, b] = [leaf([6, 4]), leaf([6, 4])];
  const y = unary("tanh", binary("add", binary("mul", a, b), constant(2)));
  expect(printed(y)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 4] by [4, 1], input 0
    b1: float32[6, 4] by [4, 1], input 1
    b2: float32[6, 4] by [4, 1], output 0
    tanh: loop [24]
      %0: float32 = b0[i0]
      %1: float32 = b1[i0]
      %2: float32 = mul(%0, %1)
      %3: float32 = 2
      %4: float32 = add(%2, %3)
      %5: float32 = tanh(%4)
      b2[i0] = %5
    outputs b2"
  `);
});

test("inputs that broadcast are read again: stride 0 along the axes they lack", () => {
  const [x, row, column, number] = [leaf([6, 4]), leaf([4]), leaf([6, 1]), leaf([])];
  const y = binary("mul", binary("add", x, row), binary("sub", column, number));
  expect(printed(y)).toMatchInlineSnapshot(`
    "arena of 64 bytes
    b0: float32[6, 4] by [4, 1], input 0
    b1: float32[4] by [1], input 1
    b2: float32[6, 1] by [1, 1], input 2
    b3: float32[] by [], input 3
    b4: float32[6, 1] by [1, 1], at 0
    b5: float32[6, 4] by [4, 1], output 0
    sub: loop [6]
      %0: float32 = b2[i0]
      %1: float32 = b3[0]
      %2: float32 = sub(%0, %1)
      b4[i0] = %2
    mul: loop [6, 4]
      %0: float32 = b0[4i0 + i1]
      %1: float32 = b1[i1]
      %2: float32 = add(%0, %1)
      %3: float32 = b4[i0]
      %4: float32 = mul(%2, %3)
      b5[4i0 + i1] = %4
    outputs b5"
  `);
});

test("a value that is used twice in a kernel is computed once there", () => {
  const x = leaf([8]);
  const e = unary("exp", x);
  expect(printed(binary("div", e, binary("add", e, constant(1))))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[8] by [1], input 0
    b1: float32[8] by [1], output 0
    div: loop [8]
      %0: float32 = b0[i0]
      %1: float32 = exp(%0)
      %2: float32 = 1
      %3: float32 = add(%1, %2)
      %4: float32 = div(%1, %3)
      b1[i0] = %4
    outputs b1"
  `);
});

test("constants, counters and random numbers are made in the kernel that uses them", () => {
  const key = leaf([4], "int32");
  const noise = Node.apply("random", [key], { shape: [3, 5], dtype: "float32" });
  const positions = Node.apply("iota", [], { length: 5, dtype: "float32" });
  expect(printed(binary("add", noise, positions))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: int32[4] by [1], input 0
    b1: float32[3, 5] by [5, 1], output 0
    add: loop [3, 5]
      %0: float32 = random(b0, 5i0 + i1)
      %1: float32 = i1
      %2: float32 = add(%0, %1)
      b1[5i0 + i1] = %2
    outputs b1"
  `);
});

test("elements taken by an index are read by the kernel that uses them", () => {
  const [table, indices] = [leaf([100, 8]), leaf([6], "int32")];
  const rows = Node.apply("take", [table, indices], { axis: 0 });
  expect(printed(unary("tanh", rows))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[100, 8] by [8, 1], input 0
    b1: int32[6] by [1], input 1
    b2: float32[6, 8] by [8, 1], output 0
    tanh: loop [6, 8]
      %0: int32 = b1[i0]
      %1: float32 = gather(b0[i1], %0; stride=8, length=100)
      %2: float32 = tanh(%1)
      b2[8i0 + i1] = %2
    outputs b2"
  `);
});

test("boundaries leave no kernel behind", () => {
  const x = leaf([4]);
  const y = Node.apply("identity", [unary("exp", x)], { marker: "detach" });
  expect(printed(unary("neg", y))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[4] by [1], input 0
    b1: float32[4] by [1], output 0
    neg: loop [4]
      %0: float32 = b0[i0]
      %1: float32 = exp(%0)
      %2: float32 = neg(%1)
      b1[i0] = %2
    outputs b1"
  `);
});

test("steps that know the user's operation name their kernel by it", () => {
  const x = leaf([4]);
  const y = operation("silu", () => binary("mul", x, unary("exp", x)));
  expect(printed(y)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[4] by [1], input 0
    b1: float32[4] by [1], output 0
    silu: loop [4]
      %0: float32 = b0[i0]
      %1: float32 = exp(%0)
      %2: float32 = mul(%0, %1)
      b1[i0] = %2
    outputs b1"
  `);
});
