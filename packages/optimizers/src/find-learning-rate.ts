import type { Optimizer } from "#optimizer";
import { checkArray, checkFraction, checkNames } from "@chainrule/graph";
import { type Assignable, asTensor, operation, type Tensor, withoutDraws } from "@chainrule/tensor";
import type { OptimizerOptions } from "./options.ts";
import { loadOptimizer, saveOptimizer } from "./state-dict.ts";

/** What `findLearningRate` needs and takes. */
export interface LearningRateRangeOptions<O extends OptimizerOptions = OptimizerOptions> {
  /** What the steps change: `[...model.parameters(), ...model.state()]`. */
  readonly weights: readonly Assignable[];
  /** The optimizer that the steps use. */
  readonly optimizer: Optimizer<O>;
  /** The first learning rate. Default 1e-7. */
  readonly from?: number;
  /** The last learning rate. Default 10. */
  readonly to?: number;
  /** How many steps there are at most. Default 100. */
  readonly steps?: number;
  /** β, the part of the smoothed loss that stays at each step. Default 0.9. */
  readonly smoothing?: number;
  /** The steps end where the smoothed loss is this many times its least value. Default 4. */
  readonly divergence?: number;
}

/** The losses that growing learning rates gave. */
export interface LearningRateRange {
  /** The learning rates: each is the one before times the same factor. */
  readonly rates: readonly number[];
  /** The loss of each step. */
  readonly losses: readonly number[];
  /** The losses, smoothed. */
  readonly smoothed: readonly number[];
  /** The rate at which the smoothed loss falls fastest, on the way to where it is least. Null where it never falls. */
  readonly steepest: number | null;
  /** The rate at which the smoothed loss is least; null where there is none. */
  readonly lowest: number | null;
}

/**
 * Tries learning rates on a model, a step with each, from one that is too small to one that is too large: the rate is `from·(to / from)^(i / (steps − 1))` in step `i` from 0. A good rate to begin with
 * is `steepest`, at which the loss falls fastest. The losses are smoothed by a moving average that begins with the first of them: `smoothed ← β·smoothed + (1 − β)·loss`.
 *
 * The steps end early where the loss diverges, or is no longer finite. Then the weights, the optimizer and the default generator of random numbers are what they were before, also where a step throws.
 *
 * `step` is given the learning rate, which is that of the optimizer, too, and the number of the step. It updates once, on other examples each time, and gives the loss.
 *
 * Throws unless `0 < from < to`, there are three steps or more, the smoothing is from 0 to below 1, the divergence is above 1, and each step gives a number or a scalar.
 *
 * Smith, *Cyclical Learning Rates for Training Neural Networks* (2017); the smoothing as in `torch_lr_finder`, and the end as in fastai's `lr_find`.
 *
 * ```ts
 * import { findLearningRate, SGD } from "@chainrule/optimizers";
 * import { Parameter } from "@chainrule/tensor";
 *
 * const p = new Parameter([4, -2]);
 * const sgd = new SGD();
 * const step = () => {
 *   const loss = p.square().sum();
 *   sgd.update([p], [p.mul(2)]);
 *   return loss;
 * };
 * const { steepest } = findLearningRate(step, { weights: [p], optimizer: sgd, from: 1e-4 });
 * steepest! > 0.01 && steepest! < 1; // => true
 * p; // => [4, -2]
 * ```
 */
export function findLearningRate<O extends OptimizerOptions>(
  step: (learningRate: number, i: number) => Tensor | number,
  options: LearningRateRangeOptions<O>,
): LearningRateRange {
  const { weights, optimizer, from, to, steps, smoothing, divergence } = completed(options);
  const saved = saveOptimizer(optimizer);
  // Kept: the run that replaces the weights computes these copies, too.
  const before = weights.map((weight) => [weight, weight.detach().keep()] as const);
  const curve = new Curve(smoothing);
  try {
    withoutDraws(() => {
      for (let i = 0; i < steps && !curve.diverges(divergence); i++) {
        const rate = from * (to / from) ** (i / (steps - 1));
        optimizer.learningRate = rate;
        const loss = step(rate, i);
        curve.add(
          rate,
          typeof loss === "number" ? loss : operation(name, () => asTensor(loss)).item(),
        );
      }
    });
  } finally {
    for (const [weight, value] of before) weight.assign(value);
    loadOptimizer(optimizer, saved);
  }
  const { rates, losses, smoothed } = curve;
  return { rates, losses, smoothed, ...curve.landmarks() };
}

const name = "findLearningRate";

/** All options. Throws where they make no sense. */
function completed<O extends OptimizerOptions>(
  options: LearningRateRangeOptions<O>,
): Required<LearningRateRangeOptions<O>> {
  const defaults = { from: 1e-7, to: 10, steps: 100, smoothing: 0.9, divergence: 4 };
  checkNames<object>(name, options, { weights: 0, optimizer: 0, ...defaults }, true);
  const all = { ...defaults, ...options };
  const { weights, from, to, steps, smoothing, divergence } = all;
  checkArray(name, weights);
  if (!(from > 0 && to > from && to < Infinity)) {
    throw new RangeError(
      `${name}: the rates must go up, from above 0; got from ${from} and to ${to}.`,
    );
  }
  if (!Number.isSafeInteger(steps) || steps < 3) {
    throw new RangeError(`${name}: the steps must be an integer from 3; got ${steps}.`);
  }
  checkFraction(name, "smoothing", smoothing);
  if (smoothing === 1) throw new RangeError(`${name}: smoothing must be below 1; got 1.`);
  if (!(divergence > 1)) {
    throw new RangeError(`${name}: the divergence must be a number above 1; got ${divergence}.`);
  }
  return all;
}

/** Losses by learning rates, which grow. */
class Curve {
  readonly rates: number[] = [];
  readonly losses: number[] = [];
  readonly smoothed: number[] = [];
  readonly #smoothing: number;

  constructor(smoothing: number) {
    this.#smoothing = smoothing;
  }

  add(rate: number, loss: number): void {
    this.rates.push(rate);
    this.losses.push(loss);
    const before = this.smoothed.at(-1) ?? loss;
    this.smoothed.push(before + (1 - this.#smoothing) * (loss - before));
  }

  /** Whether the last loss is not finite, or the smoothed one is so many times the least. */
  diverges(times: number): boolean {
    const last = this.smoothed.at(-1);
    if (last === undefined) return false;
    const least = Math.min(...this.smoothed);
    // As much above a least value that is negative as above one that is positive.
    return !(last <= least + (times - 1) * Math.abs(least));
  }

  landmarks(): Pick<LearningRateRange, "steepest" | "lowest"> {
    const { rates, smoothed } = this;
    const finite = smoothed.filter(Number.isFinite);
    const end = finite.indexOf(Math.min(...finite));
    let [steepest, slope]: [number | null, number] = [null, 0];
    // Rates are alike far apart in their logarithms: half the difference of its neighbours is the slope at one.
    for (let i = 1; i < end; i++) {
      const here = (smoothed[i + 1]! - smoothed[i - 1]!) / 2;
      if (here < slope) [steepest, slope] = [rates[i]!, here];
    }
    return { steepest, lowest: rates[end] ?? null };
  }
}
