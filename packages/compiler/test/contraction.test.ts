import { expect, test } from "vitest";
import { Node } from "@chainrule/graph";
import { constant, leaf } from "./leaves.ts";
import { binary, matmul, permute, slice, sum, unary } from "./operations.ts";
import { printPlan, type Target } from "../src/index.ts";
import { contracted, plan, printed } from "./plans.ts";

test("a transposed operand is read where it lies, by its strides", () => {
  const y = matmul(leaf([6, 4]), permute(leaf([5, 4]), 1, 0));
  expect(contracted(y)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 4] by [4, 1], input 0
    b1: float32[5, 4] by [4, 1], input 1
    b2: float32[6, 5] by [5, 1], output 0
    matmul: contract [6, 5, Σ4]
      b2[0] by [5, 1, 0] = Σ b0[0] by [4, 0, 1] · b1[0] by [0, 4, 1]
    outputs b2"
  `);
});

test("batches broadcast by stride 0", () => {
  const y = matmul(leaf([7, 1, 6, 4]), leaf([3, 4, 5]));
  expect(contracted(y)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[7, 1, 6, 4] by [24, 24, 4, 1], input 0
    b1: float32[3, 4, 5] by [20, 5, 1], input 1
    b2: float32[7, 3, 6, 5] by [90, 30, 5, 1], output 0
    matmul: contract [7, 3, 6, 5, Σ4]
      b2[0] by [90, 30, 5, 1, 0] = Σ b0[0] by [24, 0, 4, 0, 1] · b1[0] by [0, 20, 0, 1, 5]
    outputs b2"
  `);
});

test("an operand that is computed is put into memory, and what follows is fused", () => {
  const [x, w, b] = [leaf([6, 4]), leaf([4, 5]), leaf([5])];
  const y = unary("tanh", binary("add", matmul(unary("exp", x), w), b));
  expect(contracted(y)).toMatchInlineSnapshot(`
    "arena of 128 bytes
    b0: float32[5] by [1], input 0
    b1: float32[4, 5] by [5, 1], input 1
    b2: float32[6, 4] by [4, 1], input 2
    b3: float32[6, 4] by [4, 1], at 0
    b5: float32[6, 5] by [5, 1], output 0
    exp: loop [24]
      %0: float32 = b2[i0]
      %1: float32 = exp(%0)
      b3[i0] = %1
    matmul: contract [6, 5, Σ4]
      Σ b3[0] by [4, 0, 1] · b1[0] by [0, 1, 5]
      then tanh
      %0: float32 = Σ
      %1: float32 = b0[i1]
      %2: float32 = add(%0, %1)
      %3: float32 = tanh(%2)
      b5[5i0 + i1] = %3
    outputs b5"
  `);
});

test("sums that are read again are in memory, too", () => {
  const sums = matmul(leaf([6, 4]), leaf([4, 5]));
  const relu = binary("maximum", sums, constant(0));
  expect(contracted(relu, sum(sums, 0))).toMatchInlineSnapshot(`
    "arena of 128 bytes
    b0: float32[6, 4] by [4, 1], input 0
    b1: float32[4, 5] by [5, 1], input 1
    b2: float32[6, 5] by [5, 1], at 0
    b3: float32[6, 5] by [5, 1], output 0
    b4: float32[5] by [1], output 1
    matmul: contract [6, 5, Σ4]
      b2[0] by [5, 1, 0] = Σ b0[0] by [4, 0, 1] · b1[0] by [0, 1, 5]
      then maximum
      %0: float32 = Σ
      %1: float32 = 0
      %2: float32 = maximum(%0, %1)
      b3[5i0 + i1] = %2
    sum: loop [5, Σ6]
      %0: float32 = b2[i0 + 5i1]
      b4[i0] = sum(%0)
    outputs b3, b4"
  `);
});

test.each([
  ["read in another order", (x: Node) => unary("neg", permute(x, 1, 0))],
  ["of which only some are read", (x: Node) => unary("neg", slice(x, [5, 5]))],
  ["read twice for one element", (x: Node) => binary("add", x, permute(x, 1, 0))],
])("sums %s have a nest of their own", (_, f) => {
  const sums = matmul(leaf([6, 4]), leaf([4, 6]));
  expect(contracted(f(sums))).not.toContain("then");
});

test("of products one after the other each ends with what reads its sums first", () => {
  const [x, w] = [leaf([6, 6]), leaf([6, 6])];
  const first = matmul(x, w);
  const second = matmul(binary("add", first, leaf([6])), w);
  const text = contracted(binary("add", first, second));
  expect(text.match(/then/g)).toHaveLength(2);
});

test("an engine says how much memory its kernel needs beside the operands", () => {
  const target = {
    contract: () => ({ scratch: 100, inParts: false }),
    panels: () => null,
  };
  const {
    buffers,
    kernels: [kernel],
  } = plan([matmul(leaf([6, 4]), leaf([4, 5]))], target);
  expect(kernel?.kind === "contract" && buffers[kernel.scratch!]!.length).toBe(100);
});

test("without a kernel of the engine's own a contraction is a loop nest", () => {
  expect(printed(matmul(leaf([6, 4]), leaf([4, 5])))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 4] by [4, 1], input 0
    b1: float32[4, 5] by [5, 1], input 1
    b2: float32[6, 5] by [5, 1], output 0
    matmul: loop [6, 5, Σ4]
      %0: float32 = b0[4i0 + i2]
      %1: float32 = b1[i1 + 5i2]
      %2: float32 = cast(%0)
      %3: float32 = cast(%1)
      %4: float32 = mul(%2, %3)
      b2[5i0 + i1] = sum(%4)
    outputs b2"
  `);
});

test("integers are loop nests everywhere", () => {
  const [a, b] = [leaf([6, 4], "int32"), leaf([4, 5], "int32")];
  const y = Node.apply("matmul", [a, b], { dtype: "int32" });
  expect(contracted(y)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: int32[6, 4] by [4, 1], input 0
    b1: int32[4, 5] by [5, 1], input 1
    b2: int32[6, 5] by [5, 1], output 0
    matmul: loop [6, 5, Σ4]
      %0: int32 = b0[4i0 + i2]
      %1: int32 = b1[i1 + 5i2]
      %2: int32 = cast(%0)
      %3: int32 = cast(%1)
      %4: int32 = mul(%2, %3)
      b2[5i0 + i1] = sum(%4)
    outputs b2"
  `);
});

test("sums of float32 may be asked for in float64, and are made there", () => {
  const y = Node.apply("matmul", [leaf([6, 4]), leaf([4, 5])], { dtype: "float64" });
  expect(contracted(y)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 4] by [4, 1], input 0
    b1: float32[4, 5] by [5, 1], input 1
    b2: float64[6, 5] by [5, 1], output 0
    matmul: loop [6, 5, Σ4]
      %0: float32 = b0[4i0 + i2]
      %1: float32 = b1[i1 + 5i2]
      %2: float64 = cast(%0)
      %3: float64 = cast(%1)
      %4: float64 = mul(%2, %3)
      b2[5i0 + i1] = sum(%4)
    outputs b2"
  `);
});

/** An engine that takes its second operands in panels, which lie as the nests say. */
const panels: Target = {
  contract: () => ({ scratch: 100, inParts: false }),
  panels: (_, nest) => [nest],
};

test("a product begins with what makes its second operand", () => {
  const weights = binary("mul", leaf([4, 5]), leaf([5]));
  expect(printPlan(plan([matmul(leaf([6, 4]), weights)], panels))).toMatchInlineSnapshot(`
    "arena of 448 bytes
    b0: float32[6, 4] by [4, 1], input 0
    b1: float32[4, 5] by [5, 1], input 1
    b2: float32[5] by [1], input 2
    b3: float32[100] by [1], at 0
    b4: float32[6, 5] by [5, 1], output 0
    mul: loop [6, 5, 4]
      %0: float32 = b1[i1 + 5i2]
      %1: float32 = b2[i1]
      %2: float32 = mul(%0, %1)
      b3[i1 + 5i2] = %2
    matmul: contract [6, 5, Σ4]
      b4[0] by [5, 1, 0] = Σ b0[0] by [4, 0, 1] · panels of b3
      panels in b3
    outputs b4"
  `);
});

test.each<[string, () => Node]>([
  ["the first operand", () => matmul(unary("exp", leaf([6, 4])), leaf([4, 5]))],
  [
    "both operands",
    () => {
      const x = unary("exp", leaf([4, 4]));
      return matmul(x, x);
    },
  ],
  ["an operand that is an output", () => unary("exp", leaf([4, 5]))],
])("%s is no prologue", (_, f) => {
  const made = f();
  const roots = made.primitive === "exp" ? [matmul(leaf([6, 4]), made), made] : [made];
  expect(printPlan(plan(roots, panels))).not.toContain("panels of");
});
