import { operation } from "@chainrule/graph";
import type { shapes } from "@chainrule/tensor";
import { transformAlong } from "./along.ts";
import type { Complex, ComplexOperand } from "./complex.ts";
import { numbersOf } from "./numbers.ts";
import { checkOptions, type FftOptions, taken } from "./options.ts";
import type { Direction } from "./roots.ts";
import type { DTypeIn, Transformed } from "./shapes.ts";

/**
 * The discrete Fourier transform along an axis, of real or complex numbers: `X[k] = Σⱼ x[j] · exp(−2πi·jk/n)`.
 *
 * Takes any shape and gives the same, but for the `length` n of the axis. Integers give float32. What is constant in it is computed in float64.
 *
 * Source: Cooley and Tukey 1965, "An algorithm for the machine calculation of complex Fourier series", with factors as large as products of matrices are fast, and Bluestein 1970, "A linear filtering approach to the computation of
 * the discrete Fourier transform", for lengths that have a large prime factor; as `numpy.fft.fft`.
 *
 * Throws `ShapeError` where there is no such axis, or parts have different shapes, and `RangeError` where the length is not 1 or more.
 *
 * ```ts
 * import { fft } from "@chainrule/signal";
 *
 * fft([0, 1, 0, 0]); // => ≈ { real: [1, 0, -1, 0], imaginary: [0, -1, 0, 1] }
 * fft([1, 1], { length: 4 }).real; // => ≈ [2, 1, 0, 1]
 * ```
 */
export function fft<const X extends ComplexOperand, const P extends FftOptions = object>(
  x: X,
  options?: P & shapes.KnownOptions<P, FftOptions>,
): Complex<Transformed<X, P>, DTypeIn<X>> {
  return whole("fft", x, options, -1) as never;
}

/**
 * The inverse of `fft` along an axis: `x[j] = 1/n · Σₖ X[k] · exp(2πi·jk/n)`.
 *
 * Shapes, dtypes, errors and source are those of `fft`; as `numpy.fft.ifft`.
 *
 * Throws `ShapeError` where there is no such axis, or parts have different shapes, and `RangeError` where the length is not 1 or more.
 *
 * ```ts
 * import { fft, ifft } from "@chainrule/signal";
 *
 * ifft(fft([3, 1, 4, 1])).real; // => ≈ [3, 1, 4, 1]
 * ```
 */
export function ifft<const X extends ComplexOperand, const P extends FftOptions = object>(
  x: X,
  options?: P & shapes.KnownOptions<P, FftOptions>,
): Complex<Transformed<X, P>, DTypeIn<X>> {
  return whole("ifft", x, options, 1) as never;
}

function whole(
  name: string,
  x: ComplexOperand,
  options: FftOptions | undefined,
  direction: Direction,
): Complex {
  checkOptions(name, options);
  return operation(name, () => {
    const numbers = numbersOf(name, x);
    return transformAlong(numbers, taken(name, numbers, options ?? {}, direction), direction);
  });
}
