import { checkNames, operation, printShape, type Shape, shapeError } from "@chainrule/graph";
import { type Tensor, where } from "@chainrule/tensor";
import { pad, slice } from "@chainrule/tensor/functional";
import type { ComplexOperand } from "./complex.ts";
import { type FrameOptions, framing, overlapped } from "./frames.ts";
import { checkCount, numbersOf } from "./numbers.ts";
import { each } from "./parts.ts";
import { halfOf, irfft } from "./rfft.ts";
import type { DTypeIn, FloatingDType, ShapeIn, WithLast } from "./shapes.ts";

/** What `istft` takes besides frequencies and the length of the transforms. */
export interface IstftOptions extends FrameOptions {
  /** How many samples are wanted: of more, zeros at the end; as many as the frames reach. */
  readonly length?: number;
}

/** The shape of the signals that frequencies by frames are of. */
export type Signals<X> =
  ShapeIn<X> extends readonly [...infer S extends Shape, number] ? WithLast<S, number> : Shape;

/**
 * The signals whose `stft` is given, or comes nearest to it where frames contradict each other, with the options of that: the frames, multiplied by the window once more, are added where they overlap, and divided by the sum of the window's squares there. Where
 * that is 0 nothing is known of the signal, and it is 0.
 *
 * `[…, n/2 + 1, frames]` gives `[…, samples]`. Integers give float32.
 *
 * Source: Griffin and Lim 1984, "Signal estimation from modified short-time Fourier transform", equation 6; as `torch.istft`, which throws where the sum of squares is 0.
 *
 * Throws `ShapeError` where there are not `n/2 + 1` frequencies, there is no frame, or the window does not fit, and `RangeError` where a length is no whole number from 1.
 *
 * ```ts
 * import { istft, stft } from "@chainrule/signal";
 *
 * istft(stft([3, 1, 4, 1, 5, 9, 2, 6], 4), 4); // => ≈ [3, 1, 4, 1, 5, 9, 2, 6]
 * ```
 */
export function istft<const X extends ComplexOperand>(
  x: X,
  fftLength: number,
  options: IstftOptions = {},
): Tensor<Signals<X>, DTypeIn<X>> {
  const name = "istft";
  checkNames(name, options, { hopLength: 0, window: 0, center: 0, length: 0 });
  return operation(name, () => {
    const numbers = numbersOf(name, x);
    const { shape, dtype } = numbers.real;
    const frames = framing(name, fftLength, options, dtype as FloatingDType);
    if (shape.length < 2 || shape.at(-2) !== halfOf(fftLength) || shape.at(-1) === 0) {
      throw shapeError(
        name,
        `needs ${halfOf(fftLength)} frequencies, of one frame or more, [..., ${halfOf(fftLength)}, frames]; got ${printShape(shape)}.`,
      );
    }
    const { real, imaginary } = each(numbers, (part) => part.matrixTranspose());
    const spectra = imaginary === null ? real : { real, imaginary };
    const pieces = irfft(spectra, { length: fftLength }).mul(frames.window) as Tensor;
    const squares = frames.window.square().expand([shape.at(-1)!, fftLength]) as Tensor;
    const [sum, weights] = [overlapped(pieces, frames), overlapped(squares, frames)];
    const isKnown = weights.greater(least[dtype as FloatingDType]);
    const whole = where(isKnown, sum, 0).div(where(isKnown, weights, 1)) as Tensor;
    return samplesOf(whole, frames.center ? Math.floor(fftLength / 2) : 0, options.length);
  }) as never;
}

/** The least normal numbers. */
const least: Readonly<Record<FloatingDType, number>> = {
  float32: 2 ** -126,
  float64: 2 ** -1022,
};

/** The last axis without `half` elements at both ends; or `length` of them, after `half`. */
function samplesOf(x: Tensor, half: number, length?: number): Tensor {
  if (length !== undefined) checkCount("istft", "the length", length);
  const whole = x.shape.at(-1)!;
  const end = length === undefined ? Math.max(half, whole - half) : Math.min(whole, half + length);
  const before = x.shape.slice(0, -1);
  const found = slice(x, [...before.map(() => 0), half], [...before, end]) as Tensor;
  const missing = length === undefined ? 0 : length - (end - half);
  return missing <= 0
    ? found
    : (pad(found, [...before.map(() => [0, 0] as const), [0, missing]]) as Tensor);
}
