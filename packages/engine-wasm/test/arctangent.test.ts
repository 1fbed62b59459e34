import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { ulps } from "./accuracy.ts";
import { leaf, program } from "./programs.ts";

/** What the engine makes of pairs of float32. */
function angles(y: Float32Array, x: Float32Array): Float32Array {
  const [a, b] = [leaf("float32", [y.length], y), leaf("float32", [x.length], x)];
  return program(wasmEngine({ threads: 1 }), [
    Node.apply("atan2", [a, b], {}),
  ])()[0] as Float32Array;
}

/** The farthest from the correctly rounded angle, and where. */
function worstOf(y: Float32Array, x: Float32Array): { ulps: number; at: string } {
  let worst = { ulps: 0, at: "" };
  angles(y, x).forEach((got, i) => {
    const expected = Math.fround(Math.atan2(y[i]!, x[i]!));
    // Of equal numbers only zeros can differ.
    const distance = got === expected && !Object.is(got, expected) ? Infinity : ulps(got, expected);
    if (distance > worst.ulps)
      worst = { ulps: distance, at: `atan2(${y[i]}, ${x[i]}) = ${expected}; got ${got}` };
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
    const { ulps: distance, at } = worstOf(y.fill(ordinate), edges);
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
  const { ulps: distance, at } = worstOf(any(), any());
  expect(distance, `of ${at}`).toBeLessThanOrEqual(2);
});

test("an angle does not depend on where its element lies", () => {
  const draw = uniform(13);
  const any = (): Float32Array => Float32Array.from({ length: 67 }, () => 2 * draw() - 1);
  const [y, x] = [any(), any()];
  const whole = angles(y, x);
  y.forEach((ordinate, i) => {
    expect(angles(Float32Array.of(ordinate), Float32Array.of(x[i]!))[0]).toBe(whole[i]);
  });
});
