import { checkNames, operation, type Shape } from "@chainrule/graph";
import type { Operand, ShapeOf, Tensor } from "@chainrule/tensor";
import { transformAlong } from "./along.ts";
import type { Complex } from "./complex.ts";
import { type FrameOptions, framesOf, framing, type PadMode } from "./frames.ts";
import { realOf } from "./numbers.ts";
import { both } from "./parts.ts";
import { halfOf } from "./rfft.ts";
import type { DTypeIn, FloatingDType, HalfOf, WithLasts } from "./shapes.ts";

/** What `stft` takes besides a signal and the length of its transforms. */
export interface StftOptions extends FrameOptions {
  /** What half a frame at both ends is filled with; `"reflect"`. */
  readonly padMode?: PadMode;
}

/** The shape of frequencies by frames. */
export type Framed<X, N extends number> =
  ShapeOf<X> extends infer S extends Shape ? WithLasts<S, [HalfOf<N>, number]> : never;

/**
 * The short-time Fourier transform of real signals: the `rfft` of frames of `fftLength` n, each multiplied by a window: `X[k, t] = Σⱼ window[j] · x[t·hopLength + j] · exp(−2πi·jk/n)`.
 *
 * Signals `[…, samples]` give `[…, n/2 + 1, frames]`, of `1 + samples / hopLength` frames, or without `center` `1 + (samples − n) / hopLength`. Integers give float32.
 *
 * Source: Allen 1977, "Short term spectral analysis, synthesis, and modification by discrete Fourier transform"; as `torch.stft`, whose window is one of ones unless it is given: this one's is that of Hann, as torchaudio's and librosa's.
 *
 * Throws `ShapeError` where a signal is shorter than a frame, or the window does not fit, and `RangeError` where a length is no whole number from 1.
 *
 * ```ts
 * import { magnitude, stft } from "@chainrule/signal";
 *
 * const beat = [0, 1, 0, -1, 0, 1, 0, -1]; // a quarter of the sampling rate
 * magnitude(stft(beat, 4, { hopLength: 4, center: false })); // => ≈ [[0, 0], [1, 1], [0, 0]]
 * ```
 */
export function stft<const X extends Operand, const N extends number>(
  x: X,
  fftLength: N,
  options?: StftOptions,
): Complex<Framed<X, N>, DTypeIn<X>> {
  checkNames("stft", options, { hopLength: 0, window: 0, center: 0, padMode: 0 });
  return operation("stft", () => shortTime("stft", realOf(x), fftLength, options ?? {})) as never;
}

/** As `stft`, for the operation `name`. */
export function shortTime(name: string, x: Tensor, length: number, options: StftOptions): Complex {
  const frames = framing(name, length, options, x.dtype as FloatingDType);
  const windowed = framesOf(name, x, frames, options.padMode).mul(frames.window) as Tensor;
  const along = { axis: windowed.ndim - 1, length, scale: 1 };
  const found = transformAlong({ real: windowed, imaginary: null }, along, -1, halfOf(length));
  return both(found, (part) => part.matrixTranspose());
}
