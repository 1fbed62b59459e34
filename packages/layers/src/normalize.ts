import { constant, type Tensor } from "@chainrule/tensor";

/** What normalises `x`; all but `shifted` have length 1 along the axes that are averaged over. */
export interface Moments {
  /** `x − around`. */
  readonly shifted: Tensor;
  /** The mean of `x`, as a number without a gradient. */
  readonly around: Tensor;
  /** The mean of `shifted`: 0, with the gradient of a mean. */
  readonly rest: Tensor;
  /** The biased variance. */
  readonly variance: Tensor;
}

/**
 * Mean and variance along `axes`.
 *
 * The variance does not depend on what is subtracted from `x` first, so that is the mean without its gradient: backward then sums twice
 * over the elements, not three times, and derivatives of every order stay right.
 */
export function moments(x: Tensor, axes: readonly number[]): Moments {
  const mean = x.mean(axes, { keepDims: true });
  const around = mean.detach();
  const shifted = x.sub(around);
  const rest = mean.sub(around);
  const variance = shifted.square().mean(axes, { keepDims: true }).sub(rest.square());
  return { shifted, around, rest, variance };
}

/** `1 / √(variance + eps)`. */
export function inverseDeviation(variance: Tensor, eps: number): Tensor {
  return variance.add(constant(eps, variance.dtype)).rsqrt();
}
