import { Node } from "@chainrule/graph";
import { test } from "vitest";
import { agree, Dice } from "../src/index.ts";
import { leaf, vector } from "../src/leaves.ts";
import { engines, reference } from "./engines.ts";

const [engine] = engines as [(typeof engines)[0]];
const dice = new Dice(3);

const add = (a: Node, b: Node): Node => Node.apply("add", [a, b], {});
const times = (x: Node, by: number): Node =>
  Node.apply("mul", [x, Node.apply("constant", [], { value: by, dtype: "float32" })], {});
const sine = (x: Node): Node => Node.apply("sin", [x], {});
const less = (a: Node, b: Node): Node => Node.apply("less", [a, b], {});
const part = (x: Node, starts: readonly number[], sizes: readonly number[]): Node =>
  Node.apply("slice", [x, vector(...starts)], { sizes, steps: sizes.map(() => 1) });

/** Steps that use the value before them more than once: where each use were followed on its own, a chain of n would take 2ⁿ steps to compile. */
const steps: Readonly<Record<string, (x: Node, i: number) => Node>> = {
  "a residual": (x) => add(x, times(sine(x), 0.1)),
  "the larger of two": (x, i) => {
    const next = sine(times(x, 1 / i));
    return Node.apply("where", [less(x, next), next, x], {});
  },
  "a difference of neighbours": (x) => {
    const [rows, columns] = x.shape as [number, number];
    const at = (row: number, column: number): Node =>
      part(x, [row, column], [rows - 1, columns - 1]);
    return times(add(add(at(0, 0), at(1, 1)), add(at(0, 1), at(1, 0))), 0.25);
  },
  "a sum with its mirror": (x) => times(add(Node.apply("flip", [x], { axes: [0] }), x), 0.5),
  "a sum with its transpose": (x) =>
    times(add(Node.apply("permute", [x], { axes: [1, 0] }), x), 0.5),
};

test.each(Object.entries(steps))("%s, forty deep", (_, step) => {
  let x = leaf("float32", [48, 48], dice.normals("float32", [48, 48]));
  for (let i = 1; i <= 40; i++) x = step(x, i);
  agree(engine, reference, { roots: [x] }, [
    (i, wanted) => 1e-4 * Math.max(1, Math.abs(wanted[i]!)),
  ]);
});
