import { expect, test } from "vitest";
import { ofPairs, type PairFunction, uniform, worstOf } from "./pairs.ts";

const angle: PairFunction = { primitive: "atan2", exact: Math.atan2 };

const ends = [
  0,
  2 ** -149,
  2 ** -126,
  1e-30,
  2 ** -24,
  Math.SQRT2 - 1,
  0.5,
  1 - 2 ** -24,
  1,
  1 + 2 ** -23,
  Math.SQRT2 + 1,
  3,
  2 ** 24,
  1e30,
  3.4028234663852886e38,
  Infinity,
];
const edges = Float32Array.from([...ends.flatMap((end) => [end, -end]), NaN]);

test("an angle of float32 at the edges is within 2 ulp of the correctly rounded one", () => {
  const y = Float32Array.from(edges, () => 0);
  for (const ordinate of edges) {
    const { ulps: distance, at } = worstOf(angle, y.fill(ordinate), edges);
    expect(distance, `of ${at}`).toBeLessThanOrEqual(2);
  }
});

const anyOf = (draw: number): number =>
  new Float32Array(Uint32Array.of(draw * 0x7f800000).buffer)[0]!;

test.each([
  ["over their whole range", anyOf],
  ["all around", (draw: number) => 2 * draw - 1],
  ["of neighbours", (draw: number) => Math.fround(3) + Math.floor(draw * 4096) * 2 ** -22],
] as const)("angles of float32 %s are within 2 ulp of the correctly rounded ones", (_, from) => {
  const draw = uniform(7);
  const any = (): Float32Array => Float32Array.from({ length: 2 ** 19 }, () => from(draw()));
  const { ulps: distance, at } = worstOf(angle, any(), any());
  expect(distance, `of ${at}`).toBeLessThanOrEqual(2);
});

test("an angle does not depend on where its element lies", () => {
  const draw = uniform(13);
  const any = (): Float32Array => Float32Array.from({ length: 67 }, () => 2 * draw() - 1);
  const [y, x] = [any(), any()];
  const whole = ofPairs(angle, y, x);
  y.forEach((ordinate, i) => {
    expect(ofPairs(angle, Float32Array.of(ordinate), Float32Array.of(x[i]!))[0]).toBe(whole[i]);
  });
});
