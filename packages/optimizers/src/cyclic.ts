import { checkNames } from "@chainrule/graph";
import type { Schedule } from "./schedules.ts";

/** The shape of the cycles of `cyclic`. */
export interface CyclicOptions {
  /** How many steps it takes to get from the first rate to the second. */
  readonly rise: number;
  /** How many it takes to come back. Default: as many. */
  readonly fall?: number;
  /** What the height of the cycles is multiplied by after each of them. Default 1. */
  readonly factor?: number;
  /** What the height is multiplied by after each step. Default 1. */
  readonly decay?: number;
}

/**
 * Straight lines from `low` to `high` and back, again and again: in step `s` of cycle `c`, both counted from 0, and in step `n` in all,
 *
 * ```text
 * low + (high − low)·h·factorᶜ·decayⁿ
 * h = s / rise                         where s ≤ rise
 * h = 1 − (s − rise) / fall            where s > rise
 * ```
 *
 * as PyTorch's `CyclicLR`: a `factor` of 1/2 is its mode `triangular2`, and `decay` its `gamma` in the mode `exp_range`. Smith, *Cyclical Learning Rates for Training Neural Networks* (2017). The momentum that goes with it
 * is `cyclic(0.9, 0.8, options)`.
 *
 * Throws `RangeError` unless `rise` and `fall` are above 0.
 *
 * ```ts
 * import { cyclic } from "@chainrule/optimizers";
 *
 * [0, 1, 2, 3, 4, 6].map(cyclic(1, 5, { rise: 2, factor: 0.5 })); // => [1, 3, 5, 3, 1, 3]
 * ```
 */
export function cyclic(low: number, high: number, options: CyclicOptions): Schedule {
  checkNames("cyclic", options, { rise: 0, fall: 0, factor: 0, decay: 0 }, true);
  const { rise, fall = rise, factor = 1, decay = 1 } = options;
  for (const [name, steps] of Object.entries({ rise, fall })) {
    if (!(steps > 0)) {
      throw new RangeError(`cyclic: ${name} must be a number above 0; got ${steps}.`);
    }
  }
  return (step) => {
    const length = rise + fall;
    const cycle = Math.floor(step / length);
    const within = step - cycle * length;
    const height = within <= rise ? within / rise : 1 - (within - rise) / fall;
    return low + (high - low) * height * factor ** cycle * decay ** step;
  };
}
