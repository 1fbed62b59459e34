import { type DType, Node } from "@chainrule/graph";
import { describe, expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

const names = ["exp", "sigmoid", "tanh"] as const;
type Name = (typeof names)[number];

const apply = (name: Name | "erf", x: Node): Node => Node.apply(name as "exp", [x], {});
const cast = (x: Node, dtype: DType): Node => Node.apply("cast", [x], { dtype });

/** Numbers of all sizes, and what is special. */
const numbers = Float64Array.from({ length: 64 }, (_, i) =>
  i < 6
    ? [0, -0, Infinity, -Infinity, NaN, 2 ** -1074][i]!
    : Math.sin(i * 12.9898) * 10 ** ((i % 7) - 3),
);

const run = (root: Node, threads = 1): number[] =>
  Array.from(program(wasmEngine({ threads }), [root])()[0]!);

test("ends and what is exact", () => {
  const table: Readonly<Record<Name, readonly (readonly [number, number])[]>> = {
    exp: [
      [0, 1],
      [-0, 1],
      [1, Math.E],
      [Infinity, Infinity],
      [-Infinity, 0],
      [NaN, NaN],
      [709.782712893384, 1.7976931348622732e308],
      [709.7827128933841, Infinity],
      [-745.1332191019411, 2 ** -1074],
      [-745.1332191019412, 0],
      [1e300, Infinity],
      [-1e300, 0],
      [2 ** -1074, 1],
    ],
    sigmoid: [
      [0, 0.5],
      [-0, 0.5],
      [Infinity, 1],
      [-Infinity, 0],
      [NaN, NaN],
      [40, 1],
      [1e300, 1],
      [-745.1332191019411, 2 ** -1074],
      [-746, 0],
      [-1e300, 0],
    ],
    tanh: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
      [NaN, NaN],
      [2 ** -1074, 2 ** -1074],
      [-(2 ** -1022), -(2 ** -1022)],
      [22, 1],
      [-1e300, -1],
    ],
  };
  for (const name of names) {
    const pairs = table[name];
    const x = Float64Array.from(pairs, ([from]) => from);
    const results = run(apply(name, leaf("float64", [x.length], x)));
    expect([name, ...results]).toEqual([name, ...pairs.map(([, to]) => to)]);
  }
});

describe.each(names)("%s depends on its argument alone", (name) => {
  const all = run(apply(name, leaf("float64", [numbers.length], numbers)));

  test("in lines of every length", () => {
    for (let length = 1; length <= 20; length++) {
      const x = leaf("float64", [length], numbers.slice(0, length));
      expect(run(apply(name, x))).toEqual(all.slice(0, length));
    }
  });

  test("one element at a time, and reversed", () => {
    const x = leaf("float64", [numbers.length], numbers);
    const flipped = Node.apply("flip", [apply(name, x)], { axes: [0] });
    expect(run(flipped)).toEqual(all.toReversed());
    // The error function of float64 goes one element at a time, and so does all beside it.
    const beside = [apply(name, x), apply("erf", x)] as const;
    const zero = Node.apply("constant", [], { value: 0, dtype: "float64" });
    const chosen = Node.apply(
      "where",
      [Node.apply("less", [zero, zero], {}), beside[1], beside[0]],
      {},
    );
    expect(run(chosen)).toEqual(all);
  });

  test("with any number of threads, and of float32", () => {
    const x = leaf(
      "float64",
      [1000, numbers.length],
      Float64Array.from({ length: 64_000 }, (_, i) => numbers[i % 64]!),
    );
    expect(run(apply(name, x), 2)).toEqual(run(apply(name, x)));
    const single = Float32Array.from(numbers);
    const wide = run(apply(name, leaf("float64", [64], Float64Array.from(single))));
    expect(run(apply(name, cast(leaf("float32", [64], single), "float64")))).toEqual(wide);
    const back = cast(apply(name, cast(leaf("float32", [64], single), "float64")), "float32");
    expect(run(back)).toEqual(Array.from(Float32Array.from(wide)));
  });
});
