import { type Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { binary, pad, unary } from "./operations.ts";
import { plan, printed } from "./plans.ts";

test("a padded value is written into zeros", () => {
  expect(printed(unary("exp", pad(leaf([3]), [9])))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[3] by [1], input 0
    b1: int32[1] by [1], input 1
    b2: float32[9] by [1], output 0
    b3: float32[9] by [1], output 0
    pad zeros: loop [9]
      %0: float32 = 0
      b2[i0] = %0
    pad: loop [3]
      %0: float32 = b0[i0]
      b2[i0 + b1[0]] = %0
    exp: loop [9]
      %0: float32 = b2[i0]
      %1: float32 = exp(%0)
      b3[i0] = %1
    outputs b3"
  `);
});

test("padded values that are added share one memory: the gradients of the slices of a value", () => {
  const [a, b, c] = [leaf([3]), leaf([4]), leaf([2])];
  const padded = [a, b, c].map((x) => pad(x, [9]));
  const total = padded.reduce((x, y) => binary("add", x, y));
  expect(printed(total)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[2] by [1], input 0
    b1: int32[1] by [1], input 1
    b2: float32[3] by [1], input 2
    b3: int32[1] by [1], input 3
    b4: float32[4] by [1], input 4
    b5: int32[1] by [1], input 5
    b6: float32[9] by [1], output 0
    add zeros: loop [9]
      %0: float32 = 0
      b6[i0] = %0
    pad: loop [3]
      %0: float32 = b2[i0]
      b6[i0 + b3[0]] += %0
    pad: loop [4]
      %0: float32 = b4[i0]
      b6[i0 + b5[0]] += %0
    pad: loop [2]
      %0: float32 = b0[i0]
      b6[i0 + b1[0]] += %0
    outputs b6"
  `);
});

test("terms that are not padded take the place of the zeros", () => {
  const [x, y] = [leaf([9]), leaf([9])];
  const total = binary("add", binary("add", unary("exp", x), pad(leaf([3]), [9])), y);
  expect(printed(total)).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[9] by [1], input 0
    b1: float32[9] by [1], input 1
    b2: float32[3] by [1], input 2
    b3: int32[1] by [1], input 3
    b4: float32[9] by [1], output 0
    add: loop [9]
      %0: float32 = b1[i0]
      %1: float32 = exp(%0)
      %2: float32 = b0[i0]
      %3: float32 = add(%1, %2)
      b4[i0] = %3
    pad: loop [3]
      %0: float32 = b2[i0]
      b4[i0 + b3[0]] += %0
    outputs b4"
  `);
});

/** How many elements of memory a program takes beside its inputs. */
function elements(...roots: Node[]): number {
  return plan(roots)
    .buffers.filter(({ role }) => role !== "input")
    .reduce((total, { length }) => total + length, 0);
}

test("a padded value that is used elsewhere too has a memory of its own", () => {
  const [x, y] = [leaf([3]), leaf([3])];
  const padded = pad(x, [9]);
  expect(elements(binary("add", padded, pad(y, [9])))).toBe(9);
  expect(elements(binary("add", padded, pad(y, [9])), padded)).toBe(18);
  expect(elements(binary("add", padded, pad(y, [9])), unary("exp", padded))).toBe(27);
});

test("a sum that broadcasts is no sum of padded values", () => {
  expect(elements(binary("add", pad(leaf([3]), [9]), leaf([2, 9])))).toBe(9 + 18);
});
