import { Node } from "@chainrule/graph";
import { describe, expect, test } from "vitest";
import type { LaneFunction } from "../src/functions.ts";
import { wasmEngine } from "../src/index.ts";
import { functions } from "./accuracy.ts";
import { exactly } from "./exact.ts";
import { leaf, program } from "./programs.ts";

const double = new Float64Array(1);
const word = new BigInt64Array(double.buffer);

/** How many float64 lie from one to another. */
function ulps(a: number, b: number): number {
  const order = (x: number): bigint => {
    double[0] = x;
    return word[0]! < 0n ? -(word[0]! & 0x7fffffffffffffffn) : word[0]!;
  };
  const distance = order(a) - order(b);
  return Number(distance < 0n ? -distance : distance);
}

/** Between which arguments a function is neither 0 nor ±∞, nor all but constant. */
const domains: Readonly<Record<LaneFunction, readonly [number, number]>> = {
  exp: [-745, 709.7],
  expm1: [-40, 709.7],
  log: [5e-324, 1.7e308],
  log1p: [-1 + 2 ** -53, 1.7e308],
  sin: [-1.7e308, 1.7e308],
  cos: [-1.7e308, 1.7e308],
  tanh: [-20, 20],
  erf: [-6, 6],
  sigmoid: [-745, 40],
};

/** Numbers of a domain: of all sizes, and evenly spread near 0. */
function* numbersOf([low, high]: readonly [number, number]): Iterable<number> {
  let state = 1;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (const edge of [low, high, 1, 0.5, 2 ** -30, 5e-324, 2 ** -1022]) yield edge;
  for (let i = 0; i < 150; i++) {
    yield (uniform() - 0.5) * 2 ** (10 * uniform());
    yield (uniform() < 0.5 ? -1 : 1) * 2 ** (2098 * uniform() - 1074) * (1 + uniform());
    yield (uniform() < 0.5 ? -1 : 1) * 2 ** (-20 * uniform()) * (1 + uniform());
  }
}

test("the oracle knows some numbers by heart", () => {
  expect(exactly("exp", 1)).toBe(Math.E);
  expect(exactly("log", 10)).toBe(Math.LN10);
  expect(exactly("log", 2)).toBe(Math.LN2);
  expect(exactly("log1p", 1)).toBe(Math.LN2);
  expect(exactly("cos", 3)).toBe(-0.9899924966004454);
  // The largest float64's sine, and the one nearest to a multiple of ½π (Muller, "Elementary Functions").
  expect(exactly("sin", Number.MAX_VALUE)).toBe(0.004961954789184062);
  expect(exactly("cos", 6381956970095103 * 2 ** 797)).toBe(-4.687165924254628e-19);
  expect(exactly("erf", 0.5)).toBe(0.5204998778130465);
  expect(exactly("tanh", 1)).toBe(0.7615941559557649);
  expect(exactly("expm1", 1e-10)).toBe(1.00000000005e-10);
  expect(exactly("sigmoid", 1)).toBe(0.7310585786300049);
});

describe("float64 on the engine is within 4 ulp of the correctly rounded result", () => {
  test.each(functions)("%s", (name) => {
    const [low, high] = domains[name];
    const x = [...numbersOf(domains[name])].filter((one) => one >= low && one <= high);
    const [results] = program(wasmEngine({ threads: 1 }), [
      Node.apply(name as "exp", [leaf("float64", [x.length], x)], {}),
    ])();
    let [worst, at] = [0, 0];
    x.forEach((one, i) => {
      const distance = ulps(results![i]!, exactly(name, one));
      if (distance > worst) [worst, at] = [distance, one];
    });
    expect(worst, `${name}(${at})`).toBeLessThanOrEqual(4);
  });
});
