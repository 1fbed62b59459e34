import { type Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { constant, leaf } from "./leaves.ts";
import { binary, kept, max, permute, sum, unary } from "./operations.ts";
import { plan, printed } from "./plans.ts";

test("kernels over the same elements that read the same are one, with several outputs", () => {
  const [x, y] = [leaf([40]), leaf([40])];
  expect(printed(binary("add", x, y), binary("mul", x, y))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[40] by [1], input 0
    b1: float32[40] by [1], input 1
    b2: float32[40] by [1], output 0
    b3: float32[40] by [1], output 1
    add: loop [40]
      %0: float32 = b0[i0]
      %1: float32 = b1[i0]
      %2: float32 = add(%0, %1)
      %3: float32 = mul(%0, %1)
      b2[i0] = %2
      b3[i0] = %3
    outputs b2, b3"
  `);
});

test("reductions of the same elements are one kernel: a mean and a mean of squares in one pass", () => {
  const x = leaf([8, 30]);
  expect(printed(sum(x, 0), sum(binary("mul", x, x), 0))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[8, 30] by [30, 1], input 0
    b1: float32[30] by [1], output 0
    b2: float32[30] by [1], output 1
    sum: loop [30, Σ8]
      %0: float32 = b0[i0 + 30i1]
      %1: float32 = mul(%0, %0)
      b1[i0] = sum(%0)
      b2[i0] = sum(%1)
    outputs b1, b2"
  `);
});

test("a kernel that reads, element by element, what another writes is joined to it", () => {
  // An optimizer's step: the moment is an output, and the parameter's change is made of it.
  const [weight, moment, gradient] = [leaf([40]), leaf([40]), leaf([40])];
  const next = binary("add", binary("mul", moment, constant(0.9)), unary("sqrt", gradient));
  const moved = binary("sub", weight, binary("mul", next, constant(0.1)));
  expect(printed(next, moved)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[40] by [1], input 0
    b1: float32[40] by [1], input 1
    b2: float32[40] by [1], input 2
    b3: float32[40] by [1], output 0
    b4: float32[40] by [1], output 1
    add: loop [40]
      %0: float32 = b1[i0]
      %1: float32 = 0.9
      %2: float32 = mul(%0, %1)
      %3: float32 = b2[i0]
      %4: float32 = sqrt(%3)
      %5: float32 = add(%2, %4)
      %6: float32 = b0[i0]
      %7: float32 = 0.1
      %8: float32 = mul(%5, %7)
      %9: float32 = sub(%6, %8)
      b3[i0] = %5
      b4[i0] = %9
    outputs b3, b4"
  `);
});

test("numbers are computed as early as they can be, out of the way of larger kernels", () => {
  const [x, y, rate] = [leaf([40]), leaf([40]), leaf([])];
  const scale = unary("sqrt", binary("add", unary("exp", rate), rate));
  expect(printed(binary("add", x, y), binary("mul", x, scale))).toMatchInlineSnapshot(`
    "arena of 64 bytes
    b0: float32[40] by [1], input 0
    b1: float32[40] by [1], input 1
    b2: float32[] by [], input 2
    b3: float32[] by [], at 0
    b4: float32[40] by [1], output 0
    b5: float32[40] by [1], output 1
    sqrt: loop []
      %0: float32 = b2[0]
      %1: float32 = exp(%0)
      %2: float32 = add(%1, %0)
      %3: float32 = sqrt(%2)
      b3[0] = %3
    add: loop [40]
      %0: float32 = b0[i0]
      %1: float32 = b1[i0]
      %2: float32 = add(%0, %1)
      %3: float32 = b3[0]
      %4: float32 = mul(%0, %3)
      b4[i0] = %2
      b5[i0] = %4
    outputs b4, b5"
  `);
});

const kernelsOf = (...roots: Node[]): number => plan(roots).kernels.length;

test("kernels stay apart", () => {
  const x = leaf([6, 6]);
  // over other elements,
  expect(kernelsOf(unary("exp", leaf([8])), unary("exp", leaf([9])))).toBe(2);
  // with nothing in common,
  expect(kernelsOf(unary("exp", leaf([8])), unary("exp", leaf([8])))).toBe(2);
  // where one needs all that the other reduces,
  const centered = binary("sub", x, kept(max(x, 1), x, 1));
  expect(kernelsOf(max(x, 1), sum(unary("exp", centered), 1))).toBe(2);
  // where one reads other elements than the other has just written,
  const e = unary("exp", x);
  expect(kernelsOf(e, binary("add", permute(e, 1, 0), e))).toBe(2);
  // where one reduces and the other does not.
  expect(kernelsOf(unary("exp", x), sum(x, 1))).toBe(2);
});

test("no kernel crosses more places than there are registers for their addresses", () => {
  const x = leaf([40]);
  const roots = Array.from({ length: 30 }, () => binary("add", x, leaf([40])));
  const sizes = plan(roots).kernels.map(
    (kernel) => kernel.kind === "loop" && kernel.body.length + kernel.stores.length,
  );
  expect(sizes).toMatchInlineSnapshot(`
    [
      19,
      19,
      19,
      19,
      19,
    ]
  `);
});

test("what only the kernel reads that computes it is not stored", () => {
  const [x, y] = [leaf([8, 9]), leaf([8, 9])];
  const e = unary("exp", x);
  const both = [binary("add", e, y), binary("mul", e, y)];
  expect(plan(both).kernels.map((one) => one.kind === "loop" && one.stores.length)).toEqual([2]);
  const three = [...both, sum(e, 0)];
  expect(plan(three).kernels.map((one) => one.kind === "loop" && one.stores.length)).toEqual([
    3, 1,
  ]);
});

test("numbers that differ stay apart: 0 and −0, infinities and NaN", () => {
  const x = leaf([40]);
  const numbers = [0, -0, Infinity, -Infinity, NaN];
  const [kernel] = plan(numbers.map((number) => binary("maximum", x, constant(number)))).kernels;
  const body = kernel?.kind === "loop" ? kernel.body : [];
  expect(body.flatMap((one) => (one.op === "constant" ? [one.value] : []))).toEqual(numbers);
});
