import { checkArray, checkNames, operation, printShape, shapeError } from "@chainrule/graph";
import type { shapes } from "@chainrule/tensor";
import { transformAlong } from "./along.ts";
import type { Complex, ComplexOperand } from "./complex.ts";
import { axisOf, type Numbers, numbersOf } from "./numbers.ts";
import { checkNorm, type Norm, taken } from "./options.ts";
import type { Direction } from "./roots.ts";
import type { DTypeIn, ShapeIn } from "./shapes.ts";

/** What a Fourier transform along several axes takes. */
export interface FftnOptions {
  /** The axes along which it is taken; all. */
  readonly axes?: readonly number[];
  /** `"backward"` unless said: inverse transforms are divided by the number of elements. */
  readonly norm?: Norm;
}

/**
 * The Fourier transform along several axes, one after the other: along all unless `axes` are named.
 *
 * Takes any shape and gives the same. Integers give float32. As `numpy.fft.fftn`.
 *
 * Throws `ShapeError` where there is no such axis, one is named twice, or parts have different shapes, and `RangeError` where an axis has no elements.
 *
 * ```ts
 * import { fftn } from "@chainrule/signal";
 *
 * fftn([[1, 2], [3, 4]]).real; // => ≈ [[10, -2], [-4, 0]]
 * ```
 */
export function fftn<const X extends ComplexOperand, const P extends FftnOptions = object>(
  x: X,
  options?: P & shapes.KnownOptions<P, FftnOptions>,
): Complex<ShapeIn<X>, DTypeIn<X>> {
  return alongAll("fftn", x, options, -1) as never;
}

/**
 * The inverse of `fftn`, along all axes unless `axes` are named. As `numpy.fft.ifftn`.
 *
 * Throws `ShapeError` where there is no such axis, one is named twice, or parts have different shapes, and `RangeError` where an axis has no elements.
 *
 * ```ts
 * import { fftn, ifftn } from "@chainrule/signal";
 *
 * ifftn(fftn([[1, 2], [3, 4]])).real; // => ≈ [[1, 2], [3, 4]]
 * ```
 */
export function ifftn<const X extends ComplexOperand, const P extends FftnOptions = object>(
  x: X,
  options?: P & shapes.KnownOptions<P, FftnOptions>,
): Complex<ShapeIn<X>, DTypeIn<X>> {
  return alongAll("ifftn", x, options, 1) as never;
}

/**
 * The Fourier transform of images: along the last two axes, unless other `axes` are named. As `numpy.fft.fft2`.
 *
 * Throws `ShapeError` where there is no such axis, one is named twice, or parts have different shapes, and `RangeError` where an axis has no elements.
 *
 * ```ts
 * import { fft2 } from "@chainrule/signal";
 *
 * fft2([[[1, 2], [3, 4]]]).real; // => ≈ [[[10, -2], [-4, 0]]]
 * ```
 */
export function fft2<const X extends ComplexOperand, const P extends FftnOptions = object>(
  x: X,
  options?: P & shapes.KnownOptions<P, FftnOptions>,
): Complex<ShapeIn<X>, DTypeIn<X>> {
  return alongAll("fft2", x, options, -1, [-2, -1]) as never;
}

/**
 * The inverse of `fft2`. As `numpy.fft.ifft2`.
 *
 * Throws `ShapeError` where there is no such axis, one is named twice, or parts have different shapes, and `RangeError` where an axis has no elements.
 *
 * ```ts
 * import { fft2, ifft2 } from "@chainrule/signal";
 *
 * ifft2(fft2([[1, 2], [3, 4]])).real; // => ≈ [[1, 2], [3, 4]]
 * ```
 */
export function ifft2<const X extends ComplexOperand, const P extends FftnOptions = object>(
  x: X,
  options?: P & shapes.KnownOptions<P, FftnOptions>,
): Complex<ShapeIn<X>, DTypeIn<X>> {
  return alongAll("ifft2", x, options, 1, [-2, -1]) as never;
}

function alongAll(
  name: string,
  x: ComplexOperand,
  options: FftnOptions = {},
  direction: Direction,
  usual?: readonly number[],
): Numbers {
  checkNames(name, options, { axes: 0, norm: 0 });
  checkNorm(name, options.norm);
  return operation(name, () => {
    const numbers = numbersOf(name, x);
    const { shape } = numbers.real;
    const given = options.axes ?? usual ?? shape.map((_, axis) => axis);
    checkArray(name, given);
    const axes = given.map((axis) => axisOf(name, axis, shape));
    if (new Set(axes).size < axes.length) {
      throw shapeError(
        name,
        `axes must differ; got axes ${printShape(given)} of ${printShape(shape)}.`,
      );
    }
    const norm = options.norm ?? "backward";
    return axes.reduceRight<Numbers>(
      (found, axis) =>
        transformAlong(found, taken(name, found, { axis, norm }, direction), direction),
      numbers,
    );
  });
}
