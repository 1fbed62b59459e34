import { checkArray, printShape, sameShape, shapeError } from "@chainrule/graph";
import { constant, provisionalMean, type Shape, type Tensor } from "@chainrule/tensor";
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

/** The last lengths that the layer `name` normalises over: a number is a shape of one axis. */
export function lengthsOf(name: string, shape: number | Shape): number[] {
  const lengths: Shape = typeof shape === "number" ? [shape] : shape;
  checkArray(name, lengths);
  return [...lengths];
}

/** `8`, or `[4, 8]` where there are several, as a layer describes itself. */
export function printLengths(lengths: Shape): string {
  return lengths.length === 1 ? String(lengths[0]) : printShape(lengths);
}

/** The last axes of `x`, which must have these lengths. */
export function checkEnd(x: Tensor, lengths: Shape): number[] {
  const first = x.ndim - lengths.length;
  if (first < 0 || !sameShape(x.shape.slice(first), lengths)) {
    throw shapeError(
      "forward",
      `the last lengths must be ${printShape(lengths)}; got ${printShape(x.shape)}.`,
    );
  }
  return lengths.map((_, i) => first + i);
}
