import { capture, Node, printGraph } from "@chainrule/graph";
import { expect, test } from "vitest";
import { simplify } from "../src/simplify.ts";
import { constant, leaf } from "./leaves.ts";
import { binary, permute, reshape, sum, unary } from "./operations.ts";

const simplified = (...roots: Node[]): string => printGraph(simplify(capture(roots).graph()));

test("equal steps are one step", () => {
  const [x, y] = [leaf([4]), leaf([4])];
  const twice = binary("add", unary("exp", binary("mul", x, y)), unary("exp", binary("mul", x, y)));
  expect(simplified(twice)).toMatchInlineSnapshot(`
    "graph(%0: float32[4], %1: float32[4])
      %2: float32[4] = mul(%0, %1)
      %3: float32[4] = exp(%2)
      %4: float32[4] = add(%3, %3)
      return %4"
  `);
});

test("steps that differ in attributes, inputs or the sign of a zero are not equal", () => {
  const x = leaf([4, 4]);
  const [a, b] = [binary("sub", x, sum(x, 0)), binary("sub", sum(x, 0), x)];
  const c = binary("add", sum(x, 1), sum(x, 0));
  const d = binary("mul", constant(0), constant(-0));
  expect(simplified(a, b, c, d)).toMatchInlineSnapshot(`
    "graph(%0: float32[4, 4])
      %1: float32[4] = sum(%0; axes=[0])
      %2: float32[4, 4] = sub(%0, %1)
      %3: float32[4, 4] = sub(%1, %0)
      %4: float32[4] = sum(%0; axes=[1])
      %5: float32[4] = add(%4, %1)
      %6: float32[] = constant(value=0, dtype=float32)
      %7: float32[] = constant(value=-0, dtype=float32)
      %8: float32[] = mul(%6, %7)
      return %2, %3, %5, %8"
  `);
});

test("steps that change nothing are left out", () => {
  const x = leaf([2, 3]);
  const nothing = [
    (y: Node): Node => Node.apply("identity", [y], { marker: "detach" }),
    (y: Node): Node => Node.apply("cast", [y], { dtype: "float32" }),
    (y: Node): Node => reshape(y, 2, 3),
    (y: Node): Node => Node.apply("expand", [y], { shape: [2, 3] }),
    (y: Node): Node => permute(y, 0, 1),
    (y: Node): Node => Node.apply("flip", [y], { axes: [] }),
    (y: Node): Node => sum(y),
  ].reduce((y, step) => step(y), x);
  expect(simplified(unary("neg", nothing), nothing)).toMatchInlineSnapshot(`
    "graph(%0: float32[2, 3])
      %1: float32[2, 3] = neg(%0)
      return %1, %0"
  `);
});

test("what the outputs do not need is left out, once equal steps are one", () => {
  const x = leaf([4]);
  const { steps, inputs, ...graph } = capture([unary("exp", x), unary("tanh", x)]).graph();
  const one = { ...graph, steps, inputs, outputs: [graph.outputs[1]!], replaces: [-1] };
  expect(printGraph(simplify(one))).toMatchInlineSnapshot(`
    "graph(%0: float32[4])
      %1: float32[4] = tanh(%0)
      return %1"
  `);
});

test("outputs that are equal are the same value", () => {
  const x = leaf([4]);
  expect(simplified(unary("exp", x), unary("exp", x), x)).toMatchInlineSnapshot(`
    "graph(%0: float32[4])
      %1: float32[4] = exp(%0)
      return %1, %1, %0"
  `);
});

test("law: simplifying again changes nothing", () => {
  const x = leaf([3, 4]);
  const y = binary("add", reshape(unary("exp", reshape(x, 12)), 3, 4), unary("exp", x));
  const once = simplify(capture([y, sum(y, 0, 1), y]).graph());
  expect(printGraph(simplify(once))).toBe(printGraph(once));
});
