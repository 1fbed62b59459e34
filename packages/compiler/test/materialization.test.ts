import { type Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { constant, leaf } from "./leaves.ts";
import {
  binary,
  convolve,
  matmul,
  max,
  permute,
  reshape,
  sum,
  unary,
  windows,
} from "./operations.ts";
import { contracted, plan, printed } from "./plans.ts";

/** The shapes of the intermediate values that a program puts into memory. */
function stored(...roots: Node[]): string[] {
  const { buffers, outputs } = plan(roots);
  return buffers
    .filter(({ id, role }) => role !== "input" && !outputs.includes(id))
    .map(({ shape }) => `[${shape.join(", ")}]`);
}

const x = leaf([6, 4]);
const twice = (y: Node): Node => binary("add", sum(y, 0), reshape(sum(permute(y, 1, 0), 1), 4));

test("an elementwise value that one kernel uses is computed there", () => {
  expect(stored(sum(unary("exp", unary("tanh", x)), 1))).toEqual([]);
});

test("cheap work that several kernels need is repeated", () => {
  const y = binary("maximum", binary("mul", x, constant(2)), constant(0));
  expect(stored(sum(y, 0), max(y, 1))).toEqual([]);
});

test("expensive work that several kernels need is stored", () => {
  expect(stored(sum(unary("exp", x), 0), max(unary("exp", x), 1))).toEqual(["[6, 4]"]);
});

test("so is much cheap work, and work on several values", () => {
  const long = Array.from({ length: 7 }).reduce<Node>(
    (y, _, i) => binary("add", y, constant(i)),
    x,
  );
  expect(stored(sum(long, 0), max(long, 1))).toEqual(["[6, 4]"]);
  const both = binary("add", x, leaf([6, 4]));
  expect(stored(sum(both, 0), max(both, 1))).toEqual(["[6, 4]"]);
  const oneAndRow = binary("add", x, leaf([4]));
  expect(stored(sum(oneAndRow, 0), max(oneAndRow, 1))).toEqual([]);
});

test("a view that shows few elements, each used many times, is no reason to store all", () => {
  const y = binary("add", leaf([640, 4]), leaf([4]));
  const first = reshape(windows(y, 0, 1, 640), 1, 4);
  expect(stored(sum(binary("sub", y, first), 0))).toEqual([]);
  const rows = reshape(windows(y, 0, 320, 640), 4, 320);
  const often = binary("sub", leaf([640, 4, 320]), rows);
  expect(stored(sum(often, 0))).toEqual(["[640, 4]"]);
});

test("what takes work and is used for many elements is stored, not computed for each", () => {
  const column = leaf([6, 1]);
  expect(stored(binary("add", x, unary("exp", column)))).toEqual(["[6, 1]"]);
  expect(stored(binary("add", x, unary("neg", column)))).toEqual([]);
  const line = leaf([2, 9]);
  expect(stored(sum(windows(unary("exp", line), 1, 3, 1), 2))).toEqual(["[2, 9]"]);
  expect(stored(sum(windows(unary("exp", line), 1, 3, 3), 2))).toEqual([]);
});

test("a value is judged by what lies before it once that is known", () => {
  // `y` alone is expensive; behind `exp`, which is stored for others, it is one cheap step.
  const e = unary("exp", x);
  const y = binary("mul", e, constant(3));
  expect(stored(sum(e, 0), max(e, 1), sum(y, 0), max(y, 1))).toEqual(["[6, 4]"]);
});

test("operands of contractions are stored, results of reductions too", () => {
  expect(stored(matmul(unary("exp", leaf([5, 6])), x))).toEqual(["[5, 6]"]);
  expect(stored(twice(x))).toEqual(["[4]", "[4]"]);
});

test("views are never stored for themselves", () => {
  const y = permute(x, 1, 0);
  expect(stored(sum(y, 0), unary("exp", y), max(y, 1))).toEqual([]);
  expect(contracted(matmul(y, x))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[6, 4] by [4, 1], input 0
    b1: float32[4, 4] by [4, 1], output 0
    matmul: contract [4, 4, Σ6]
      b1[0] by [4, 1, 0] = Σ b0[0] by [1, 0, 4] · b0[0] by [0, 1, 4]
    outputs b1"
  `);
});

test("the image of a convolution is computed into the copy that the convolution reads", () => {
  const image = unary("tanh", leaf([1, 2, 5, 5]));
  expect(printed(convolve(image, leaf([3, 2, 3, 3])))).toMatchInlineSnapshot(`
    "arena of 256 bytes
    b0: float32[3, 2, 3, 3] by [18, 9, 3, 1], input 0
    b1: float32[1, 2, 5, 5] by [50, 25, 5, 1], input 1
    b2: float32[1, 3, 3, 3] by [27, 9, 3, 1], output 0
    b3: float32[1, 2, 5, 5] by [50, 1, 10, 2], at 0
    arrange: loop [25, 2]
      %0: float32 = b1[i0 + 25i1]
      %1: float32 = tanh(%0)
      b3[2i0 + i1] = %1
    convolve: loop [3, 3, 3, Σ3, Σ3, Σ2]
      %0: float32 = b3[10i1 + 2i2 + 10i3 + 2i4 + i5]
      %1: float32 = b0[18i0 + 3i3 + i4 + 9i5]
      %2: float32 = cast(%0)
      %3: float32 = cast(%1)
      %4: float32 = mul(%2, %3)
      b2[9i0 + 3i1 + i2] = sum(%4)
    outputs b2"
  `);
});
