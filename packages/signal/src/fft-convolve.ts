import {
  broadcastShapes,
  checkNames,
  checkOneOf,
  operation,
  printShape,
  promote,
  shapeError,
} from "@chainrule/graph";
import type { Operand, Shape, Tensor } from "@chainrule/tensor";
import { slice } from "@chainrule/tensor/functional";
import { multiplyComplex } from "./complex.ts";
import { smoothLength } from "./factors.ts";
import { realOf } from "./numbers.ts";
import { irfft, rfft } from "./rfft.ts";
import type { Promoted } from "./shapes.ts";

/** What `fftConvolve` takes besides its operands. */
export interface FftConvolveOptions {
  /** Whether all is wanted where they overlap (`"full"`), what is around the middle, as long as the first (`"same"`), or where they overlap wholly (`"valid"`); `"full"`. */
  readonly mode?: "full" | "same" | "valid";
}

/**
 * The convolution of real numbers along the last axis, `out[k] = Σⱼ x[j] · y[k − j]`, as a product of Fourier transforms: for filters of a thousand elements and more. (`convolve` of `@chainrule/tensor` is faster for shorter ones.) Other axes broadcast.
 *
 * Lengths m and n give `m + n − 1`, or m, or `|m − n| + 1`, as `mode` says. Integers give float32. Errors are relative to the largest elements. As `scipy.signal.fftconvolve` along one axis.
 *
 * Throws `ShapeError` where an operand has no elements along the last axis, or the others do not broadcast.
 *
 * ```ts
 * import { fftConvolve } from "@chainrule/signal";
 *
 * fftConvolve([1, 2, 3], [0, 1, 0.5]); // => ≈ [0, 1, 2.5, 4, 1.5]
 * fftConvolve([1, 2, 3], [0, 1, 0.5], { mode: "same" }); // => ≈ [1, 2.5, 4]
 * ```
 */
export function fftConvolve<const X extends Operand, const Y extends Operand>(
  x: X,
  y: Y,
  options: FftConvolveOptions = {},
): Tensor<Shape, Promoted<X, Y>> {
  const name = "fftConvolve";
  checkNames(name, options, { mode: 0 });
  const { mode = "full" } = options;
  checkOneOf(name, "the mode", mode, ["full", "same", "valid"]);
  return operation(name, () => {
    const given = [realOf(x), realOf(y)] as const;
    const dtype = promote(given[0].dtype, given[1].dtype);
    const [a, b] = given.map((one) => one.cast(dtype)) as [Tensor, Tensor];
    const [m, n] = [a.shape.at(-1) ?? 0, b.shape.at(-1) ?? 0];
    if (
      m === 0 ||
      n === 0 ||
      broadcastShapes(a.shape.slice(0, -1), b.shape.slice(0, -1)) === null
    ) {
      throw shapeError(
        name,
        `needs elements along the last axes, and others that broadcast; got ${printShape(a.shape)} and ${printShape(b.shape)}.`,
      );
    }
    const whole = m + n - 1;
    const wanted = { full: whole, same: m, valid: Math.abs(m - n) + 1 }[mode];
    const from = Math.floor((whole - wanted) / 2);
    const length = smoothLength(whole);
    const spectrum = multiplyComplex(rfft(a, { length }), rfft(b, { length }));
    const found = irfft(spectrum, { length }) as Tensor;
    const others = found.shape.slice(0, -1);
    return slice(found, [...others.map(() => 0), from], [...others, from + wanted]) as never;
  });
}
