import { gradients } from "@chainrule/autograd";
import { wasmEngine } from "@chainrule/engine-wasm";
import { capture } from "@chainrule/graph";
import { BatchNorm1d, LayerNorm } from "@chainrule/layers";
import { fromData, provisionalMean, type Tensor, tensor } from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import { Dice } from "../src/index.ts";
import { differing, runner } from "../src/shared.ts";
import { planOf } from "../src/plan-of.ts";

/** Mean and variance come of one pass over the elements, and lose nothing by it. */
const dice = new Dice(23);
const normals = (count: number): Float32Array =>
  dice.normals("float32", [count]) as unknown as Float32Array;

/** By the definition, in two passes of float64. */
function exact(x: Float32Array): { mean: number; variance: number } {
  const mean = x.reduce((sum, one) => sum + one, 0) / x.length;
  return { mean, variance: x.reduce((sum, one) => sum + (one - mean) ** 2, 0) / x.length };
}

/** With the elements from `from` to `to` replaced. */
const row = (x: Float32Array, from: number, to: number, value: number): Float32Array =>
  x.slice().fill(value, from, to);

describe.each([1, 2, 17, 61, 62, 1000, 300_000])("%d elements", (count) => {
  const x = normals(count);
  const last = Math.ceil(count / 61);
  test.each<[string, Float32Array]>([
    ["of the standard normal distribution", x],
    ["around 1e4", x.map((one) => one + 1e4)],
    ["around -1e6", x.map((one) => one - 1e6)],
    ["around 1e4, tiny", x.map((one) => 1e4 + one / 100)],
    ["of which the first is far from the others", row(x, 0, 1, 1e6)],
    ["of which every 61st is far from the others", x.map((one, i) => (i % 61 === 0 ? 1e4 : one))],
    ["in order", x.toSorted()],
    ["around 1e15", x.map((one) => (one + 3) * 1e15)],
  ])("%s", (_, values) => {
    const { variance } = exact(values);
    const found = fromData(values, [count]).variance().item();
    expect(Math.abs(found - variance)).toBeLessThanOrEqual(2e-5 * variance);
  });

  test.each<[string, Float32Array]>([
    [
      "of which those are far from the others that the provisional mean is of",
      row(x, 0, last, 1e4),
    ],
    ["of which all others are far from those", row(x, last, count, 1e4)],
  ])("%s: the worst case", (_, values) => {
    const { variance } = exact(values);
    const found = fromData(values, [count]).variance().item();
    expect(Math.abs(found - variance)).toBeLessThanOrEqual(3e-4 * variance);
  });

  test.each([0.1, -1e4, 16777217, 1e-40, 3e38])("all equal to %d", (value) => {
    const values = fromData(new Float32Array(count).fill(value), [count]);
    expect([values.variance().item(), values.std().item()]).toEqual([0, 0]);
  });
});

test("what is not finite gives NaN, wherever it is; the others of a batch do not see it", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    for (const place of [0, 1, 199]) {
      const x = normals(400);
      x[2 * place] = bad;
      const [first, second] = fromData(x, [200, 2]).variance(0).toArray() as [number, number];
      const other = x.filter((_, i) => i % 2 === 1);
      expect(first).toBeNaN();
      expect(second).toBeCloseTo(exact(other).variance, 4);
      const norm = new BatchNorm1d(2);
      norm.forward(fromData(x, [200, 2])).data();
      const mean = norm.runningMean!.toArray() as [number, number];
      expect(mean[0]).toBe(bad);
    }
  }
});

test("of nothing, and of a scalar", () => {
  expect(fromData(new Float32Array(0), [0, 2]).variance(0).toArray()).toEqual([NaN, NaN]);
  expect(fromData(new Float32Array(0), [2, 0]).variance(0).toArray()).toEqual([]);
  expect(tensor(5).variance().item()).toBe(0);
  expect(tensor([5, 6]).variance([]).toArray()).toEqual([0, 0]);
  expect(tensor([5]).variance(0, { correction: 1 }).item()).toBeNaN();
});

test("a provisional mean is within 8 standard deviations of the mean", () => {
  for (const shape of [[640], [10, 64], [1, 4, 16, 16], [3, 5, 7, 11]]) {
    const x = normals(shape.reduce((n, length) => n * length, 1));
    for (const far of [0, 1, 5, 9]) {
      const values = row(x, 0, far, -1e3);
      const { mean, variance } = exact(values);
      const near = provisionalMean(fromData(values, shape)).item();
      expect(Math.abs(near - mean)).toBeLessThanOrEqual(8 * Math.sqrt(variance));
    }
  }
});

test("normalised rows around 1e4 are as good as those around 0", () => {
  const x = normals(64 * 768).map((one) => Math.fround(one + 1e4));
  const y = new LayerNorm(768).forward(fromData(x, [64, 768])).data();
  for (let r = 0; r < 64; r++) {
    const { mean, variance } = exact(x.slice(768 * r, 768 * (r + 1)));
    for (let i = 768 * r; i < 768 * (r + 1); i++) {
      expect(Math.abs(y[i]! - (x[i]! - mean) / Math.sqrt(variance + 1e-5))).toBeLessThan(2e-5);
    }
  }
});

/** Both sums, and what follows backward, in a program of an engine. */
function statistics(): Tensor[] {
  const x = fromData(normals(3000 * 48), [3000, 48]);
  const y = new BatchNorm1d(48).forward(x);
  const [g] = gradients(y.pow(3).sum(), [x]);
  return [y, g!];
}

test("the same bits from 1, 2 and 3 threads", async () => {
  const roots = statistics().map(({ node }) => node);
  const [alone, ...others] = [1, 2, 3].map((threads) => runner(wasmEngine({ threads }), roots));
  const expected = alone!();
  for (let round = 0; round < 4; round++) {
    for (const run of others) expect(differing(run(), expected)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

test("both sums are one kernel, forward and backward", () => {
  const graph = capture(statistics().map(({ node }) => node)).graph();
  const plan = planOf(wasmEngine({ threads: 1 }).prepare(graph));
  const sums = plan
    .split(/^(?=.*: loop )/m)
    .filter((kernel) => /= sum/.test(kernel))
    .map((kernel) => `${kernel.match(/= sum/g)!.length} by ${/loop .*$/m.exec(kernel)![0]}`);
  expect(sums).toMatchInlineSnapshot(`
    [
      "1 by loop [48, Σ50]",
      "2 by loop [15, 48, Σ200]",
      "1 by loop [48, Σ15]",
      "1 by loop [48, Σ15]",
      "2 by loop [15, 48, Σ200]",
      "1 by loop [48, Σ15]",
      "1 by loop [48, Σ15]",
    ]
  `);
});
