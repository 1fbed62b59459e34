import type { TypedArray } from "@chainrule/graph";

/** What the elements of a tensor are like. `min`, `max`, `mean` and `std` are of the finite ones, NaN where there are none. */
export interface Statistics {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** The root of the mean square distance from the mean. */
  readonly std: number;
  readonly zeros: number;
  readonly nans: number;
  /** How many are ∞ or −∞. */
  readonly infinities: number;
}

/** In two passes, with float64 sums. */
export function statisticsOf(data: TypedArray): Statistics {
  let [min, max, sum, zeros, nans, infinities] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (const value of data) {
    if (Number.isNaN(value)) nans++;
    else if (!Number.isFinite(value)) infinities++;
    else {
      if (value === 0) zeros++;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
    }
  }
  const finite = data.length - nans - infinities;
  if (finite === 0) [min, max] = [NaN, NaN];
  const mean = sum / finite;
  let squares = 0;
  for (const value of data) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  const std = Math.sqrt(squares / finite);
  return { count: data.length, min, max, mean, std, zeros, nans, infinities };
}
