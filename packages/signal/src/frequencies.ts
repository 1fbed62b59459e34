import { checkArray, operation } from "@chainrule/graph";
import {
  arange,
  asTensor,
  concatenate,
  type Operand,
  type ShapeOf,
  type shapes,
  type Tensor,
} from "@chainrule/tensor";
import { slice } from "@chainrule/tensor/functional";
import { axisOf, checkCount } from "./numbers.ts";
import { halfOf } from "./rfft.ts";
import type { HalfOf } from "./shapes.ts";

/**
 * The frequencies that the elements of `fft` are of, `[n]`, for samples `spacing` apart (1 by default): `0, 1, …, −1` over `n · spacing`, negative ones in the second half. As `numpy.fft.fftfreq`.
 *
 * Throws `RangeError` where `n` is no whole number from 1.
 *
 * ```ts
 * import { fftFrequencies } from "@chainrule/signal";
 *
 * fftFrequencies(4, 0.5); // => [0, 0.5, -1, -0.5]
 * ```
 */
export function fftFrequencies<const N extends number>(
  n: N,
  spacing: number = 1,
): Tensor<[N], "float32"> {
  checkCount("fftFrequencies", "n", n);
  const positive = Math.ceil(n / 2);
  const places = Array.from({ length: n }, (_, i) => (i < positive ? i : i - n) / (n * spacing));
  return asTensor(places) as never;
}

/**
 * The frequencies that the elements of `rfft` are of, `[n/2 + 1]`, for samples `spacing` apart (1 by default): `0, 1, …` over `n · spacing`. As `numpy.fft.rfftfreq`.
 *
 * Throws `RangeError` where `n` is no whole number from 1.
 *
 * ```ts
 * import { rfftFrequencies } from "@chainrule/signal";
 *
 * rfftFrequencies(4, 0.5); // => [0, 0.5, 1]
 * ```
 */
export function rfftFrequencies<const N extends number>(
  n: N,
  spacing: number = 1,
): Tensor<[HalfOf<N>], "float32"> {
  checkCount("rfftFrequencies", "n", n);
  return arange(halfOf(n)).div(n * spacing) as never;
}

/**
 * With the frequency 0 in the middle: the second half of each of `axes` (all by default) comes first. As `numpy.fft.fftshift`; of complex numbers shift both parts.
 *
 * Throws `ShapeError` where there is no such axis.
 *
 * ```ts
 * import { fftFrequencies, fftShift } from "@chainrule/signal";
 *
 * fftShift(fftFrequencies(5, 0.2)); // => ≈ [-2, -1, 0, 1, 2]
 * ```
 */
export function fftShift<const X extends Operand>(
  x: X,
  axes?: readonly number[],
): Tensor<ShapeOf<X>, shapes.DTypeOf<X>> {
  return shifted("fftShift", x, axes, (length) => Math.ceil(length / 2));
}

/**
 * The inverse of `fftShift`: the frequency 0 comes first again. As `numpy.fft.ifftshift`.
 *
 * Throws `ShapeError` where there is no such axis.
 *
 * ```ts
 * import { ifftShift } from "@chainrule/signal";
 *
 * ifftShift([-2, -1, 0, 1, 2]); // => [0, 1, 2, -2, -1]
 * ```
 */
export function ifftShift<const X extends Operand>(
  x: X,
  axes?: readonly number[],
): Tensor<ShapeOf<X>, shapes.DTypeOf<X>> {
  return shifted("ifftShift", x, axes, (length) => Math.floor(length / 2));
}

/** `x` with the elements of each axis from `middle` on before the others. */
function shifted<T>(
  name: string,
  x: Operand,
  axes: readonly number[] | undefined,
  middle: (length: number) => number,
): T {
  return operation(name, () => {
    const given: Tensor = asTensor(x);
    if (axes !== undefined) checkArray(name, axes);
    return (axes ?? given.shape.map((_, axis) => axis)).reduce((found, named) => {
      const axis = axisOf(name, named, found.shape);
      const at = middle(found.shape[axis]!);
      const along = <V>(place: V, other: V): V[] =>
        found.shape.map((_, i) => (i === axis ? place : other));
      const first = slice(found, along(at, 0)) as Tensor;
      const second = slice(found, along(0, 0), along<number | undefined>(at, undefined)) as Tensor;
      return concatenate([first, second], axis) as Tensor;
    }, given) as T;
  });
}
