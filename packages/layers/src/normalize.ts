import { constant, provisionalMean, type Tensor } from "@chainrule/tensor";
import { floating } from "./floating.ts";

/** What normalises `x`; all but `shifted` have length 1 along the axes that are averaged over. */
export interface Moments {
  /** `x − around`. */
  readonly shifted: Tensor;
  /** A number near the mean of `x`, without a gradient. */
  readonly around: Tensor;
  /** The mean of `shifted`. */
  readonly rest: Tensor;
  /** The biased variance. */
  readonly variance: Tensor;
}

/**
 * Mean and variance along `axes`, in one pass over `x`.
 *
 * The variance does not depend on what is subtracted from `x` first, so that is a number near the mean, without a gradient: both sums
 * are then of one kernel, backward too sums twice over the elements in one, and derivatives of every order stay right.
 */
export function moments(given: Tensor, axes: readonly number[]): Moments {
  const x = floating(given);
  const around = provisionalMean(x, axes);
  const shifted = x.sub(around);
  const rest = shifted.mean(axes, { keepDims: true });
  const variance = shifted.square().mean(axes, { keepDims: true }).sub(rest.square());
  return { shifted, around, rest, variance };
}

/** `1 / √(variance + eps)`. */
export function inverseDeviation(variance: Tensor, eps: number): Tensor {
  return variance.add(constant(eps, variance.dtype)).rsqrt();
}

/** What differs from the defaults of all normalisation, as a layer describes itself. */
export function printNorm(layer: { readonly eps: number; readonly weight: unknown }): string {
  const eps = layer.eps === 1e-5 ? "" : `, eps ${layer.eps}`;
  return layer.weight === null ? `${eps}, not affine` : eps;
}
