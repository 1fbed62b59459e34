import { findLearningRate, SGD } from "@chainrule/optimizers";
import { tensor } from "@chainrule/tensor";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Numbers as text, which may be no number. */
interface Range {
  readonly losses: readonly string[];
  readonly smoothing: number;
  readonly rates: readonly number[];
  readonly smoothed: readonly string[];
  readonly steepest: number;
  readonly lowest: number;
}

const { ranges } = JSON.parse(
  readFileSync(new URL("../golden/optimizers.json", import.meta.url), "utf8"),
) as { ranges: readonly Range[] };

// Powers of another form differ by a few units in the last place.
const near = (value: number): unknown => (Number.isNaN(value) ? value : expect.closeTo(value, 12));

test.for(ranges)("rates and smoothed losses of NumPy: %#", (golden) => {
  const { smoothing, steepest, lowest } = golden;
  const losses = golden.losses.map(Number);
  const seen: number[] = [];
  const optimizer = new SGD({ learningRate: 0.5 });
  const found = findLearningRate(
    (rate, i) => {
      seen.push(rate, optimizer.learningRate);
      return i % 2 ? losses[i]! : tensor(losses[i]!, { dtype: "float64" });
    },
    { weights: [], optimizer, steps: losses.length, smoothing },
  );
  expect(found).toEqual({
    rates: golden.rates.map(near),
    losses: losses.slice(0, golden.rates.length),
    smoothed: golden.smoothed.map(Number).map(near),
    steepest: near(steepest),
    lowest: near(lowest),
  });
  expect(seen).toEqual(found.rates.flatMap((rate) => [rate, rate]));
  expect(optimizer.learningRate).toBe(0.5);
});
