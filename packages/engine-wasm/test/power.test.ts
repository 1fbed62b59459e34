import { expect, test } from "vitest";
import { importedMath } from "../src/math.ts";
import { ofPairs, type PairFunction, uniform, worstOf } from "./pairs.ts";

const power: PairFunction = { primitive: "pow", exact: importedMath.pow };

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
    const { ulps: distance, at } = worstOf(power, x.fill(base), edges);
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
  const { ulps: distance, at } = worstOf(power, x, y);
  expect(distance, `of ${at}`).toBeLessThanOrEqual(2);
});

test("powers of float32 near 1 are, too", () => {
  const draw = uniform(11);
  const length = 2 ** 18;
  const x = Float32Array.from({ length }, () => 1 + (draw() - 0.5) * 2 ** (-22 * draw()));
  const y = x.map((base) => (base === 1 ? 5 : (draw() * 290 - 155) / Math.log2(base)));
  const { ulps: distance, at } = worstOf(power, x, y);
  expect(distance, `of ${at}`).toBeLessThanOrEqual(2);
});

test("a power does not depend on where its element lies", () => {
  const draw = uniform(13);
  const x = Float32Array.from({ length: 67 }, () => draw() * 100);
  const y = Float32Array.from({ length: 67 }, () => draw() * 20 - 10);
  const whole = ofPairs(power, x, y);
  x.forEach((base, i) => {
    expect(ofPairs(power, Float32Array.of(base), Float32Array.of(y[i]!))[0]).toBe(whole[i]);
  });
});
