import { checkArray, checkNames } from "@chainrule/graph";
import { checkOptions, fraction } from "./options.ts";

/**
 * A learning rate (or another number) for each step: `step` counts the updates, or the epochs, that came before.
 *
 * ```ts
 * import { type Schedule, SGD, stepDecay } from "@chainrule/optimizers";
 *
 * const schedule: Schedule = stepDecay(0.1, { every: 30 });
 * const sgd = new SGD();
 * sgd.learningRate = schedule(60);
 * sgd.learningRate; // => ≈ 0.001
 * ```
 */
export type Schedule = (step: number) => number;

/** How far `step` is on the way from `start` to `end`, from 0 to 1. */
function progress(step: number, start: number, end: number): number {
  return end <= start ? 1 : Math.min(1, Math.max(0, (step - start) / (end - start)));
}

/** The value on a straight line, which is `from` at 0 and `to` at 1. */
const alongLine = (from: number, to: number, at: number): number => from + (to - from) * at;

/** The same on half a cosine. */
const alongCosine = (from: number, to: number, at: number): number =>
  to + ((from - to) / 2) * (1 + Math.cos(Math.PI * at));

function checkSteps(name: string, steps: number): void {
  if (!(steps > 0))
    throw new RangeError(`${name}: the steps must be a number above 0; got ${steps}.`);
}

/**
 * `initial · factor^⌊step / every⌋`, as PyTorch's `StepLR`; the factor is 0.1 unless given. Throws
 * `RangeError` unless `every` is above 0.
 *
 * ```ts
 * import { stepDecay } from "@chainrule/optimizers";
 *
 * const schedule = stepDecay(8, { every: 2, factor: 0.5 });
 * [0, 1, 2, 3, 4].map(schedule); // => [8, 8, 4, 4, 2]
 * ```
 */
export function stepDecay(
  initial: number,
  options: { readonly every: number; readonly factor?: number },
): Schedule {
  checkNames("stepDecay", options, { every: 0, factor: 0 }, true);
  const { every, factor = 0.1 } = options;
  checkSteps("stepDecay", every);
  return (step) => initial * factor ** Math.floor(step / every);
}

/**
 * `initial`, times `factor` (0.1 unless given) at each of some steps, as PyTorch's `MultiStepLR`.
 *
 * ```ts
 * import { multiStepDecay } from "@chainrule/optimizers";
 *
 * const schedule = multiStepDecay(8, { at: [1, 3], factor: 0.5 });
 * [0, 1, 2, 3, 4].map(schedule); // => [8, 4, 4, 2, 2]
 * ```
 */
export function multiStepDecay(
  initial: number,
  options: { readonly at: readonly number[]; readonly factor?: number },
): Schedule {
  checkNames("multiStepDecay", options, { at: 0, factor: 0 }, true);
  const { at, factor = 0.1 } = options;
  checkArray("multiStepDecay", at);
  return (step) => initial * factor ** at.filter((milestone) => milestone <= step).length;
}

/**
 * `initial · (1 − step / steps)^power` (`power` is 1 unless given), and 0 from `steps` on, as PyTorch's `PolynomialLR`. Throws
 * `RangeError` unless `steps` is above 0.
 *
 * ```ts
 * import { polynomialDecay } from "@chainrule/optimizers";
 *
 * [0, 1, 2, 3].map(polynomialDecay(4, { steps: 2, power: 2 })); // => [4, 1, 0, 0]
 * ```
 */
export function polynomialDecay(
  initial: number,
  options: { readonly steps: number; readonly power?: number },
): Schedule {
  checkNames("polynomialDecay", options, { steps: 0, power: 0 }, true);
  const { steps, power = 1 } = options;
  checkSteps("polynomialDecay", steps);
  return (step) => initial * (1 - progress(step, 0, steps)) ** power;
}

/**
 * `initial · factor^step`, as PyTorch's `ExponentialLR`.
 *
 * ```ts
 * import { exponentialDecay } from "@chainrule/optimizers";
 *
 * [0, 1, 2].map(exponentialDecay(8, 0.5)); // => [8, 4, 2]
 * ```
 */
export function exponentialDecay(initial: number, factor: number): Schedule {
  return (step) => initial * factor ** step;
}

/**
 * Half a cosine from `initial` down to `minimum` (0 unless given) in `steps` steps; then it stays there. In those steps, as PyTorch's
 * `CosineAnnealingLR`. Loshchilov, Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts* (2017).
 *
 * Throws `RangeError` unless `steps` is above 0.
 *
 * ```ts
 * import { cosineDecay } from "@chainrule/optimizers";
 *
 * [0, 1, 2, 3, 4, 5].map(cosineDecay(1, { steps: 4 })); // => ≈ [1, 0.854, 0.5, 0.146, 0, 0]
 * ```
 */
export function cosineDecay(
  initial: number,
  options: { readonly steps: number; readonly minimum?: number },
): Schedule {
  checkNames("cosineDecay", options, { steps: 0, minimum: 0 }, true);
  const { steps, minimum = 0 } = options;
  checkSteps("cosineDecay", steps);
  return (step) => alongCosine(initial, minimum, progress(step, 0, steps));
}

/**
 * Half cosines from `initial` down to `minimum` (0 unless given), each from the top again: the first in `steps` steps, every other `growth` (1 unless
 * given) times as long as the one before. As PyTorch's `CosineAnnealingWarmRestarts`. Loshchilov, Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts* (2017).
 *
 * Throws `RangeError` unless `steps` is above 0, and where `growth` is below 1.
 *
 * ```ts
 * import { cosineRestarts } from "@chainrule/optimizers";
 *
 * const schedule = cosineRestarts(1, { steps: 2, growth: 2 });
 * [0, 1, 2, 3, 4, 5, 6].map(schedule); // => ≈ [1, 0.5, 1, 0.854, 0.5, 0.146, 1]
 * ```
 */
export function cosineRestarts(
  initial: number,
  options: { readonly steps: number; readonly growth?: number; readonly minimum?: number },
): Schedule {
  checkNames("cosineRestarts", options, { steps: 0, growth: 0, minimum: 0 }, true);
  const { steps, growth = 1, minimum = 0 } = options;
  checkSteps("cosineRestarts", steps);
  if (!(growth >= 1)) {
    throw new RangeError(`cosineRestarts: the growth must be a number from 1; got ${growth}.`);
  }
  return (step) => {
    let [start, length] = [0, steps];
    if (growth === 1) start = Math.floor(step / steps) * steps;
    while (step >= start + length) {
      start += length;
      length *= growth;
    }
    return alongCosine(initial, minimum, progress(step, start, start + length));
  };
}

/**
 * A straight line from `initial` to `final` (0 unless given) in `steps` steps; then it stays there. As PyTorch's `LinearLR` with a `start_factor` of 1.
 *
 * Throws `RangeError` unless `steps` is above 0.
 *
 * ```ts
 * import { linearDecay } from "@chainrule/optimizers";
 *
 * [0, 1, 2, 3].map(linearDecay(1, { steps: 2, final: 0.5 })); // => [1, 0.75, 0.5, 0.5]
 * ```
 */
export function linearDecay(
  initial: number,
  options: { readonly steps: number; readonly final?: number },
): Schedule {
  checkNames("linearDecay", options, { steps: 0, final: 0 }, true);
  const { steps, final = 0 } = options;
  checkSteps("linearDecay", steps);
  return (step) => alongLine(initial, final, progress(step, 0, steps));
}

/**
 * Begins with `start` (1/3 unless given) of the schedule's first value, grows to all of it in `steps` steps, and goes on with the schedule from its
 * beginning: as PyTorch's `LinearLR`, then the schedule, in a `SequentialLR`. A number stands for a schedule that never changes.
 *
 * Throws `RangeError` unless `steps` is above 0.
 *
 * ```ts
 * import { exponentialDecay, warmUp } from "@chainrule/optimizers";
 *
 * const schedule = warmUp(exponentialDecay(8, 0.5), { steps: 2, start: 0.25 });
 * [0, 1, 2, 3, 4].map(schedule); // => [2, 5, 8, 4, 2]
 * ```
 */
export function warmUp(
  schedule: Schedule | number,
  options: { readonly steps: number; readonly start?: number },
): Schedule {
  checkNames("warmUp", options, { steps: 0, start: 0 }, true);
  const { steps, start = 1 / 3 } = options;
  checkSteps("warmUp", steps);
  const then: Schedule = typeof schedule === "number" ? () => schedule : schedule;
  return (step) =>
    step < steps ? then(0) * alongLine(start, 1, progress(step, 0, steps)) : then(step - steps);
}

/** The shape of a cycle. */
export interface CycleOptions {
  /** How many steps the cycle has. */
  readonly steps: number;
  /** Which part of them goes up. Default 0.3. */
  readonly rise?: number;
  /** Whether to anneal along straight lines in place of cosines. Default false. */
  readonly linear?: boolean;
  /** Whether to come down as fast as it went up, and to anneal further in the rest of the steps. Default false. */
  readonly threePhases?: boolean;
}

const cycleNames = { steps: 0, rise: 0, linear: 0, threePhases: 0 };

/** The cycle from `start` to `top`, and on to `end`. */
function cycle(
  name: string,
  [start, top, end]: readonly [number, number, number],
  options: CycleOptions,
): Schedule {
  const { steps, rise = 0.3, linear = false, threePhases = false } = options;
  checkSteps(name, steps);
  checkOptions(name, { rise }, { rise: fraction });
  const anneal = linear ? alongLine : alongCosine;
  const up = rise * steps - 1;
  const down = 2 * rise * steps - 2;
  return (step) => {
    if (step <= up) return anneal(start, top, progress(step, 0, up));
    if (!threePhases) return anneal(top, end, progress(step, up, steps - 1));
    if (step <= down) return anneal(top, start, progress(step, up, down));
    return anneal(start, end, progress(step, down, steps - 1));
  };
}

/** The numbers of `oneCycle`. */
export interface OneCycleOptions extends CycleOptions {
  /** The first learning rate is the largest divided by this. Default 25. */
  readonly divideBy?: number;
  /** The last learning rate is the first divided by this. Default 1e4. */
  readonly finallyDivideBy?: number;
}

/**
 * One cycle of the learning rate: up to `maximum`, and down to almost nothing. As PyTorch's `OneCycleLR` with its defaults; Smith, Topin, *Super-Convergence* (2018). Its
 * momentum goes the other way: see `oneCycleMomentum`.
 *
 * Throws `RangeError` unless `steps` is above 0 and `rise` from 0 to 1.
 *
 * ```ts
 * import { oneCycle } from "@chainrule/optimizers";
 *
 * const schedule = oneCycle(1, { steps: 10, rise: 0.5, linear: true });
 * [0, 2, 4, 9].map(schedule); // => ≈ [0.04, 0.52, 1, 0]
 * ```
 */
export function oneCycle(maximum: number, options: OneCycleOptions): Schedule {
  checkNames("oneCycle", options, { ...cycleNames, divideBy: 0, finallyDivideBy: 0 }, true);
  const { divideBy = 25, finallyDivideBy = 1e4 } = options;
  const initial = maximum / divideBy;
  return cycle("oneCycle", [initial, maximum, initial / finallyDivideBy], options);
}

/**
 * The momentum that goes with `oneCycle`: from `high` (0.95 unless given) down to `low` (0.85) while the learning rate grows, and back. Give it to
 * `optimizer.options.momentum`, or as the first of Adam's `betas`.
 *
 * Throws `RangeError` unless `steps` is above 0 and `rise` from 0 to 1.
 *
 * ```ts
 * import { Momentum, oneCycle, oneCycleMomentum } from "@chainrule/optimizers";
 *
 * const [rate, momentum] = [oneCycle(0.1, { steps: 100 }), oneCycleMomentum({ steps: 100 })];
 * const optimizer = new Momentum();
 * optimizer.learningRate = rate(29);
 * optimizer.options.momentum = momentum(29);
 * [optimizer.learningRate, optimizer.options.momentum]; // => ≈ [0.1, 0.85]
 * ```
 */
export function oneCycleMomentum(
  options: CycleOptions & { readonly low?: number; readonly high?: number },
): Schedule {
  checkNames("oneCycleMomentum", options, { ...cycleNames, low: 0, high: 0 }, true);
  const { low = 0.85, high = 0.95 } = options;
  return cycle("oneCycleMomentum", [high, low, high], options);
}
