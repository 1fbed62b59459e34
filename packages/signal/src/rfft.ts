import { operation } from "@chainrule/graph";
import type { Operand, shapes, Tensor } from "@chainrule/tensor";
import { transformAlong } from "./along.ts";
import type { Complex, ComplexOperand } from "./complex.ts";
import { numbersOf, realOf } from "./numbers.ts";
import { checkOptions, type FftOptions, taken } from "./options.ts";
import { cut, each } from "./parts.ts";
import { keep } from "./keep.ts";
import type { Doubled, DTypeIn, FloatingDType, Halved } from "./shapes.ts";

/**
 * The first half of the Fourier transform of real numbers along an axis, `n/2 + 1` elements (half of n rounded down): `X[k] = Σⱼ x[j] · exp(−2πi·jk/n)` for `0 ≤ k ≤ n/2`. The other half are the conjugates of these, in reverse.
 *
 * Integers give float32. The source is that of `fft`; as `numpy.fft.rfft`.
 *
 * Throws `ShapeError` where there is no such axis, and `RangeError` where the length is not 1 or more.
 *
 * ```ts
 * import { rfft } from "@chainrule/signal";
 *
 * rfft([0, 1, 0, 0]); // => ≈ { real: [1, 0, -1], imaginary: [0, -1, 0] }
 * ```
 */
export function rfft<const X extends Operand, const P extends FftOptions = object>(
  x: X,
  options?: P & shapes.KnownOptions<P, FftOptions>,
): Complex<Halved<X, P>, DTypeIn<X>> {
  checkOptions("rfft", options);
  return operation("rfft", () => {
    const numbers = { real: realOf(x), imaginary: null };
    const along = taken("rfft", numbers, options ?? {}, -1);
    return transformAlong(numbers, along, -1, halfOf(along.length));
  }) as never;
}

/**
 * The real numbers whose `rfft` along an axis is given: n of them from `n/2 + 1`, where the `length` n is even, `2(m − 1)` for m that are given, unless it is said. What is given beyond `n/2 + 1` is not read, and zeros come after
 * less. Imaginary parts of the first element, and of the last one of an even length, count for nothing.
 *
 * Integers give float32. As `numpy.fft.irfft`.
 *
 * Throws `ShapeError` where there is no such axis, or parts have different shapes, and `RangeError` where the length is not 1 or more.
 *
 * ```ts
 * import { irfft, rfft } from "@chainrule/signal";
 *
 * irfft(rfft([3, 1, 4, 1])); // => ≈ [3, 1, 4, 1]
 * irfft(rfft([3, 1, 4]), { length: 3 }); // => ≈ [3, 1, 4]
 * ```
 */
export function irfft<const X extends ComplexOperand, const P extends FftOptions = object>(
  x: X,
  options?: P & shapes.KnownOptions<P, FftOptions>,
): Tensor<Doubled<X, P>, DTypeIn<X>> {
  checkOptions("irfft", options);
  return operation("irfft", () => {
    const numbers = numbersOf("irfft", x);
    const along = taken("irfft", numbers, options ?? {}, 1, (m) => 2 * (m - 1));
    const { axis, length } = along;
    const used = Math.min(halfOf(length), numbers.real.shape[axis]!);
    const dtype = numbers.real.dtype as FloatingDType;
    // Each element stands for itself and for its conjugate in the other half, if it has one there.
    const counts = keep(`counts ${used} ${length}`, [used], dtype, (k) =>
      k === 0 || 2 * k === length ? 1 : 2,
    );
    const after = numbers.real.ndim - 1 - axis;
    const weights = counts.reshape([used, ...Array.from({ length: after }, () => 1)]) as Tensor;
    const weighted = each(numbers, (part) => cut(part, axis, used).mul(weights) as Tensor);
    return transformAlong(weighted, along, 1).real;
  }) as never;
}

/** How many elements half of a transform has. */
export function halfOf(length: number): number {
  return Math.floor(length / 2) + 1;
}
