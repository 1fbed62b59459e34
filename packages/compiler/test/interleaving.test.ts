import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { constant, leaf } from "./leaves.ts";
import { binary, max, permute, reshape, sum, unary } from "./operations.ts";
import { plan, printed } from "./plans.ts";

/** A vector of the program's structure. */
const vector = (...numbers: number[]): Node =>
  Node.apply(
    "concatenate",
    numbers.map((number) => reshape(constant(number, "int32"), 1)),
    { axis: 0 },
  );

/** `x` in zeros of `steps` times its shape, its elements `steps` apart from `starts`. */
function spread(x: Node, starts: readonly number[], steps: readonly number[]): Node {
  const shape = x.shape.map((length, axis) => length * steps[axis]!);
  return Node.apply("pad", [x, vector(...starts)], { shape, steps });
}

const total = (...terms: Node[]): Node => terms.reduce((a, b) => binary("add", a, b));

/** The kernels of a program, and how many results each has. */
const stores = (...roots: Node[]): string[] =>
  plan(roots).kernels.map((kernel) =>
    kernel.kind === "loop" ? `${kernel.sizes.join()}: ${kernel.stores.length}` : kernel.kind,
  );

/** Even and odd elements of a value twice as long as `x`. */
const woven = (x: Node): Node =>
  total(spread(unary("exp", x), [0], [2]), spread(unary("neg", x), [1], [2]));

test("padded values that cover their sum are written side by side, without zeros before", () => {
  expect(printed(woven(leaf([5])))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[5] by [1], input 0
    b3: float32[10] by [1], output 0
    add: loop [5]
      %0: float32 = b0[i0]
      %1: float32 = exp(%0)
      %2: float32 = 0
      %3: float32 = add(%1, %2)
      %4: float32 = neg(%0)
      %5: float32 = add(%4, %2)
      b3[2i0] = %3
      b3[2i0 + 1] = %5
    outputs b3"
  `);
});

test("what reads the sum element by element is computed with it", () => {
  const x = leaf([5]);
  expect(stores(unary("tanh", woven(x)))).toEqual(["5: 2"]);
  expect(stores(unary("tanh", reshape(woven(x), 5, 2)))).toEqual(["5: 2"]);
  const quarters = [0, 1, 2, 3].map((i) => spread(leaf([3, 4]), [i >> 1, i & 1], [2, 2]));
  expect(stores(unary("tanh", total(...quarters)))).toEqual(["3,4: 4"]);
  expect(stores(unary("tanh", permute(total(...quarters), 1, 0)))).toEqual(["4,3: 4"]);
  const thirds = [2, 0, 1].map((i) => spread(leaf([2, 3]), [0, i], [1, 3]));
  expect(stores(unary("tanh", total(...thirds)))).toEqual(["6: 3"]);
});

test("what reads it in another way finds it in memory", () => {
  const x = leaf([5]);
  expect(stores(sum(woven(x), 0))).toEqual(["5: 2", "10: 1"]);
  expect(stores(unary("tanh", reshape(woven(x), 2, 5)))).toEqual(["5: 2", "10: 1"]);
  expect(stores(sum(woven(x), 0), max(woven(x), 0))).toEqual(["5: 2", "10: 2"]);
});

test("padded values that overlap, leave gaps, have other terms beside them, or start where the program says when it runs, are added to zeros", () => {
  const [x, y] = [leaf([5]), leaf([5])];
  const starting = (...starts: Node[]): Node =>
    total(...starts.map((at) => Node.apply("pad", [leaf([5]), at], { shape: [10], steps: [2] })));
  const added = ["10: 1", "5: 1", "5: 1"];
  expect(stores(starting(vector(0), vector(1)))).toEqual(["5: 2"]);
  expect(stores(starting(vector(1), vector(1)))).toEqual(added);
  expect(stores(starting(vector(0), leaf([1], "int32")))).toEqual(added);
  expect(stores(total(spread(x, [0], [2]), spread(y, [1], [2]), leaf([10])))).toEqual(added);
  expect(stores(total(spread(x, [0], [3]), spread(y, [1], [3])))).toEqual([
    "15: 1",
    "5: 1",
    "5: 1",
  ]);
});

test("a view that starts where the structure says is read from there", () => {
  const view = Node.apply("slice", [leaf([9]), vector(2)], { sizes: [3], steps: [2] });
  expect(printed(unary("exp", view))).toMatchInlineSnapshot(`
    "arena of 0 bytes
    b0: float32[9] by [1], input 0
    b2: float32[3] by [1], output 0
    exp: loop [3]
      %0: float32 = b0[2i0 + 2]
      %1: float32 = exp(%0)
      b2[i0] = %1
    outputs b2"
  `);
});
