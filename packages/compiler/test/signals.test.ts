import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { binary, matmul, permute, reshape, sum, unary } from "./operations.ts";
import type { Target } from "../src/index.ts";
import { contracted, kernels, plan, printed } from "./plans.ts";

/** What a program puts into memory although nobody uses it twice: kernels cannot be written without. */
function stored(...roots: Node[]): string[] {
  return plan(roots)
    .buffers.filter(({ role }) => role === "temporary")
    .map(({ shape, strides }) => `[${shape.join(", ")}] by [${strides.join(", ")}]`);
}

test("a reshape that mixes axes of a computed value has it stored", () => {
  const x = unary("neg", permute(leaf([4, 3]), 1, 0));
  // [3, 4] → [2, 6] → columns: loops over 2 and 6, which no split of 3 and 4 gives.
  expect(stored(permute(reshape(x, 2, 6), 1, 0))).toEqual(["[3, 4] by [4, 1]"]);
});

test("row by row, where it would lie otherwise", () => {
  const x = unary("exp", permute(leaf([4, 3]), 1, 0));
  // Used twice, `x` lies as the leaf does,
  expect(stored(sum(x, 0), sum(unary("neg", x), 1))).toEqual(["[3, 4] by [1, 3]"]);
  // but not where it is read by position.
  const mixed = permute(reshape(x, 2, 6), 1, 0);
  expect(stored(sum(x, 0), sum(unary("neg", x), 1), mixed)).toEqual(["[3, 4] by [4, 1]"]);
});

test("a table that is computed is stored before elements of it are taken", () => {
  const table = binary("add", leaf([9, 4]), leaf([9, 4]));
  const rows = Node.apply("take", [table, leaf([3], "int32")], { axis: 0 });
  expect(printed(unary("neg", rows))).toMatchInlineSnapshot(`
    "arena of 192 bytes
    b0: int32[3] by [1], input 0
    b1: float32[9, 4] by [4, 1], input 1
    b2: float32[9, 4] by [4, 1], input 2
    b3: float32[9, 4] by [4, 1], at 0
    b4: float32[3, 4] by [4, 1], output 0
    add: loop [36]
      %0: float32 = b1[i0]
      %1: float32 = b2[i0]
      %2: float32 = add(%0, %1)
      b3[i0] = %2
    neg: loop [3, 4]
      %0: int32 = b0[i0]
      %1: float32 = gather(b3[i1], %0; stride=4, length=9)
      %2: float32 = neg(%1)
      b4[4i0 + i1] = %2
    outputs b4"
  `);
});

test("keys of random numbers and starts of slices are stored", () => {
  const key = Node.apply("add", [leaf([4], "int32"), leaf([4], "int32")], {});
  const noise = Node.apply("random", [key], { shape: [5], dtype: "float32" });
  const start = Node.apply("mul", [leaf([1], "int32"), leaf([1], "int32")], {});
  expect(stored(Node.apply("slice", [noise, start], { sizes: [2], steps: [1] }))).toEqual([
    "[4] by [1]",
    "[1] by [1]",
  ]);
});

test("an operand of a contraction that strides cannot reach is stored", () => {
  const [x, w] = [leaf([4, 6]), leaf([8, 5])];
  // A transposed matrix as one of other lengths: its elements are at no fixed distance.
  const y = matmul(reshape(permute(x, 1, 0), 3, 8), w);
  expect(contracted(y)).toMatchInlineSnapshot(`
    "arena of 128 bytes
    b0: float32[8, 5] by [5, 1], input 0
    b1: float32[4, 6] by [6, 1], input 1
    b2: float32[3, 8] by [8, 1], at 0
    b3: float32[3, 5] by [5, 1], output 0
    reshape: loop [6, 4]
      %0: float32 = b1[i0 + 6i1]
      b2[4i0 + i1] = %0
    matmul: contract [3, 5, Σ8]
      b3[0] by [5, 1, 0] = Σ b2[0] by [8, 0, 1] · b0[0] by [0, 1, 5]
    outputs b3"
  `);
});

test("a reduction crosses joined axes as their memory lies", () => {
  const x = permute(leaf([4, 6]), 1, 0);
  expect(printed(sum(unary("exp", reshape(x, 24)), 0))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[4, 6] by [6, 1], input 0
    b1: float32[] by [], output 0
    sum: loop [Σ24]
      %0: float32 = b0[i0]
      %1: float32 = exp(%0)
      b1[0] = sum(%1)
    outputs b1"
  `);
});

test("however many values must be stored, a graph is lowered a few times", () => {
  let asked = 0;
  const target: Target = {
    ...kernels,
    contract: (product) => (asked++, kernels.contract(product)),
  };
  let x: Node = leaf([4, 6]);
  for (let i = 0; i < 20; i++) {
    // A product of a transposed matrix as one of other lengths, which must be stored, and then of the shape of `x` again.
    const y = matmul(reshape(permute(unary("exp", x), 1, 0), 3, 8), leaf([8, 8]));
    x = reshape(y, 4, 6);
  }
  expect(plan([x], target).kernels.filter(({ kind }) => kind === "contract").length).toBe(20);
  expect(asked).toBeLessThanOrEqual(3 * 20);
});

test("through however many views a value is seen, its kernel is written", () => {
  let x = unary("exp", leaf([4, 6]));
  for (let i = 0; i < 5000; i++) x = permute(x, 1, 0);
  expect(plan([x]).outputs.length).toBe(1);
});
