import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { importedMath } from "../src/math.ts";
import { ulps } from "./accuracy.ts";
import { leaf, program } from "./programs.ts";

/** What the engine makes of pairs of float32. */
function powers(x: Float32Array, y: Float32Array): Float32Array {
  const [a, b] = [leaf("float32", [x.length], x), leaf("float32", [y.length], y)];
  return program(wasmEngine({ threads: 1 }), [Node.apply("pow", [a, b], {})])()[0] as Float32Array;
}

/** The farthest from the correctly rounded power, and where. */
function worstOf(x: Float32Array, y: Float32Array): { ulps: number; at: string } {
  let worst = { ulps: 0, at: "" };
  powers(x, y).forEach((got, i) => {
    const [a, b] = [x[i]!, y[i]!];
    const expected = Math.fround(importedMath.pow(a, b));
    // Of equal numbers only zeros can differ.
    const distance = got === expected && !Object.is(got, expected) ? Infinity : ulps(got, expected);
    if (distance > worst.ulps)
      worst = { ulps: distance, at: `${a} ** ${b} = ${expected}; got ${got}` };
  });
  return worst;
}

/** Numbers from 0 to 1 that a seed repeats. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const ends = [
  0,
  2 ** -149,
  3 * 2 ** -140,
  2 ** -126,
  1e-30,
  0.1,
  0.5,
  Math.SQRT1_2,
  1 - 2 ** -24,
  1,
  1 + 2 ** -23,
  Math.SQRT2,
  1.5,
  2,
  2.5,
  3,
  10,
  127,
  128,
  149,
  150,
  159.5,
  160,
  161,
  2 ** 23 + 1,
  2 ** 24,
  2 ** 24 + 2,
  1e30,
  3.4028234663852886e38,
  Infinity,
];
const edges = Float32Array.from([...ends.flatMap((end) => [end, -end]), NaN]);

test("a power of float32 at the edges is within 2 ulp of the correctly rounded one", () => {
  const x = Float32Array.from(edges, () => 0);
  for (const base of edges) {
    const { ulps: distance, at } = worstOf(x.fill(base), edges);
    expect(distance, `of ${at}`).toBeLessThanOrEqual(2);
  }
});

test("powers of float32 over their whole range are within 2 ulp of the correctly rounded ones", () => {
  const draw = uniform(7);
  const length = 2 ** 20;
  const words = Uint32Array.from({ length }, () => draw() * 0x7f800000);
  const x = new Float32Array(words.buffer);
  // From what is too small for a float32 to what is too large.
  const y = x.map((base) => (draw() * 290 - 155) / Math.log2(base));
  const { ulps: distance, at } = worstOf(x, y);
  expect(distance, `of ${at}`).toBeLessThanOrEqual(2);
});

test("powers of float32 near 1 are, too", () => {
  const draw = uniform(11);
  const length = 2 ** 18;
  const x = Float32Array.from({ length }, () => 1 + (draw() - 0.5) * 2 ** (-22 * draw()));
  const y = x.map((base) => (base === 1 ? 5 : (draw() * 290 - 155) / Math.log2(base)));
  const { ulps: distance, at } = worstOf(x, y);
  expect(distance, `of ${at}`).toBeLessThanOrEqual(2);
});

test("a power does not depend on where its element lies", () => {
  const draw = uniform(13);
  const x = Float32Array.from({ length: 67 }, () => draw() * 100);
  const y = Float32Array.from({ length: 67 }, () => draw() * 20 - 10);
  const whole = powers(x, y);
  x.forEach((base, i) => {
    expect(powers(Float32Array.of(base), Float32Array.of(y[i]!))[0]).toBe(whole[i]);
  });
});
