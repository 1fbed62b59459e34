import { checkNames, checkOneOf } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import { checkCount } from "./numbers.ts";
import { keep } from "./keep.ts";
import type { FloatingDType } from "./shapes.ts";

/** What a window takes besides its length. */
export interface WindowOptions<D extends FloatingDType = FloatingDType> {
  /** Whether it is one period of what goes on, as for transforms, or the same from both ends, as for filters; true. */
  readonly periodic?: boolean;
  /** float32 unless said. */
  readonly dtype?: D;
}

/**
 * The window of Hann, `[n]`: `½ − ½·cos(2πj/n)`, or with `n − 1` in the place of n where it is not periodic.
 *
 * Source: Blackman and Tukey 1958, "The measurement of power spectra"; as `torch.hann_window`.
 *
 * Throws `RangeError` where `n` is no whole number from 1.
 *
 * ```ts
 * import { hann } from "@chainrule/signal";
 *
 * hann(4); // => [0, 0.5, 1, 0.5]
 * hann(3, { periodic: false }); // => [0, 1, 0]
 * ```
 */
export function hann<const N extends number, const D extends FloatingDType = "float32">(
  n: N,
  options?: WindowOptions<D>,
): Tensor<[N], NoInfer<D>> {
  return cosines("hann", n, options, [0.5, -0.5]);
}

/**
 * The window of Hamming, `[n]`: `0.54 − 0.46·cos(2πj/n)`, or with `n − 1` in the place of n where it is not periodic.
 *
 * Source: Blackman and Tukey 1958, "The measurement of power spectra"; as `torch.hamming_window`.
 *
 * Throws `RangeError` where `n` is no whole number from 1.
 *
 * ```ts
 * import { hamming } from "@chainrule/signal";
 *
 * hamming(4); // => ≈ [0.08, 0.54, 1, 0.54]
 * ```
 */
export function hamming<const N extends number, const D extends FloatingDType = "float32">(
  n: N,
  options?: WindowOptions<D>,
): Tensor<[N], NoInfer<D>> {
  return cosines("hamming", n, options, [0.54, -0.46]);
}

/**
 * The window of Blackman, `[n]`: `0.42 − ½·cos(2πj/n) + 0.08·cos(4πj/n)`, or with `n − 1` in the place of n where it is not periodic.
 *
 * Source: Blackman and Tukey 1958, "The measurement of power spectra"; as `torch.blackman_window`.
 *
 * Throws `RangeError` where `n` is no whole number from 1.
 *
 * ```ts
 * import { blackman } from "@chainrule/signal";
 *
 * blackman(4); // => ≈ [0, 0.34, 1, 0.34]
 * ```
 */
export function blackman<const N extends number, const D extends FloatingDType = "float32">(
  n: N,
  options?: WindowOptions<D>,
): Tensor<[N], NoInfer<D>> {
  return cosines("blackman", n, options, [0.42, -0.5, 0.08]);
}

/** `Σᵢ weights[i] · cos(2πij/n)`; a window of one element is 1. */
function cosines<T>(
  name: string,
  n: number,
  options: WindowOptions = {},
  weights: readonly number[],
): T {
  checkNames(name, options, { periodic: 0, dtype: 0 });
  checkCount(name, "n", n);
  const { periodic = true, dtype = "float32" } = options;
  checkOneOf(name, "the dtype", dtype, ["float32", "float64"]);
  const period = periodic ? n : n - 1;
  return keep(`${name} ${n} ${periodic}`, [n], dtype, (j) =>
    n === 1
      ? 1
      : weights.reduce(
          (sum, weight, i) => sum + weight * Math.cos((2 * Math.PI * i * j) / period),
          0,
        ),
  ) as T;
}
