import { expect, test, vi } from "vitest";
import { Node } from "@chainrule/graph";
import { wasmEngine } from "../src/index.ts";
import { functions, onEngine, oracles, sweep, ulps } from "./accuracy.ts";
import { leaf, program } from "./programs.ts";

vi.setConfig({ testTimeout: 60_000 });

const most = 2;

test.each(functions)(
  "%s of every 997th float32 is within 2 ulp of the correctly rounded one",
  (name) => {
    const { ulps: distance, x, zeros } = sweep(name, 0, 997);
    expect(distance, `${name}(${x})`).toBeLessThanOrEqual(most);
    expect(zeros).toBe(true);
  },
);

/** The ends of the range, and where functions change how they compute. */
const edges = [
  0,
  2 ** -149,
  2 ** -127,
  2 ** -126,
  2 ** -125,
  2 ** -25,
  2 ** -24,
  2 ** -23,
  2 ** -12,
  1e-4,
  0.1,
  0.5,
  0.625,
  Math.SQRT1_2,
  0.84375,
  0.927734375,
  1 - 2 ** -24,
  1,
  1 + 2 ** -23,
  1.25,
  Math.SQRT2,
  Math.PI / 4,
  Math.PI / 2,
  Math.PI,
  2 * Math.PI,
  3.832506,
  4,
  9,
  16.63,
  17.33,
  18,
  20,
  87.33654,
  88.02969,
  88.37626,
  88.72283,
  88.72284,
  89,
  103.27893,
  103.97208,
  104,
  105,
  8191.9995,
  8192,
  8192.001,
  2 ** 22,
  2 ** 23,
  2 ** 24,
  2 ** 31,
  1e10,
  1e22,
  1e30,
  2 ** 127,
  3.4028234663852886e38,
  Infinity,
];

/** Each edge with its neighbours, of both signs. */
const around = Float32Array.from(
  edges.flatMap((edge) => {
    const word = new Int32Array(new Float32Array([edge]).buffer)[0]!;
    const words = [-3, -2, -1, 0, 1, 2, 3].map((step) => Math.max(0, word + step));
    const near = new Float32Array(new Int32Array(words).buffer);
    return [...near, ...near.map((x) => -x)].filter((x) => !Number.isNaN(x));
  }),
);

test.each(functions)("%s at the edges", (name) => {
  const results = onEngine(name, around.length)(around);
  const wrong = Array.from(around).flatMap((x, i) => {
    const [got, expected] = [results[i]!, Math.fround(oracles[name](x))];
    // Of equal numbers only zeros can differ.
    const right = got === expected ? Object.is(got, expected) : ulps(got, expected) <= most;
    return right ? [] : [`${name}(${x}) = ${expected}; got ${got}`];
  });
  expect(wrong).toEqual([]);
});

/** The exponential of `x − max x` is computed as one of numbers that are at most 0. */
test("exp of what is at most 0 is exp, bit for bit, of every 10,007th", () => {
  const words = Array.from({ length: 2 ** 17 }, (_, i) => 2 ** 31 + 1 + i * 10_007);
  const x = new Float32Array(new Uint32Array([2 ** 31, ...words]).buffer).map((value) =>
    Number.isNaN(value) ? -Infinity : value,
  );
  const along = leaf("float32", [x.length], x);
  const top = Node.apply("max", [along], { axes: [0], keepsNaN: false });
  const shifted = Node.apply("sub", [along, Node.apply("reshape", [top], { shape: [1] })], {});
  const run = program(wasmEngine({ threads: 1 }), [Node.apply("exp", [shifted], {})]);
  expect(run([x])[0]).toEqual(onEngine("exp", x.length)(x));
});

test("what is exact is exact", () => {
  const table: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
    exp: [
      [0, 1],
      [-0, 1],
      [-Infinity, 0],
      [Infinity, Infinity],
      [NaN, NaN],
      [1e9, Infinity],
      [-1e9, 0],
    ],
    expm1: [
      [0, 0],
      [-0, -0],
      [-Infinity, -1],
      [Infinity, Infinity],
      [NaN, NaN],
      [-1e9, -1],
    ],
    log: [
      [1, 0],
      [0, -Infinity],
      [-0, -Infinity],
      [Infinity, Infinity],
      [-1, NaN],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
    log1p: [
      [0, 0],
      [-0, -0],
      [-1, -Infinity],
      [Infinity, Infinity],
      [-2, NaN],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
    sin: [
      [0, 0],
      [-0, -0],
      [Infinity, NaN],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
    cos: [
      [0, 1],
      [-0, 1],
      [Infinity, NaN],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
    tanh: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
      [20, 1],
      [-20, -1],
      [NaN, NaN],
    ],
    erf: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
      [5, 1],
      [-5, -1],
      [NaN, NaN],
    ],
    sigmoid: [
      [0, 0.5],
      [-0, 0.5],
      [Infinity, 1],
      [-Infinity, 0],
      [100, 1],
      [-200, 0],
      [NaN, NaN],
    ],
  };
  for (const name of functions) {
    const pairs = table[name]!;
    const x = Float32Array.from(pairs, ([from]) => from);
    expect([name, ...onEngine(name, x.length)(x)]).toEqual([name, ...pairs.map(([, to]) => to)]);
  }
});
