import { checkNames, operation } from "@chainrule/graph";
import type { Operand, Tensor } from "@chainrule/tensor";
import { magnitude, power as squaresOf } from "./complex.ts";
import { realOf } from "./numbers.ts";
import type { DTypeIn } from "./shapes.ts";
import { type Framed, shortTime, type StftOptions } from "./stft.ts";

/** What `spectrogram` takes besides a signal and the length of its transforms. */
export interface SpectrogramOptions extends StftOptions {
  /** The power of the magnitudes: 1 gives magnitudes, 2 energies; 2. */
  readonly power?: number;
}

/**
 * How much there is of each frequency in each frame, `|X[k, t]|^power` of the `stft`: energies unless `power` says otherwise.
 *
 * Signals `[…, samples]` give `[…, n/2 + 1, frames]` of transforms of length n. Integers give float32. The gradient is 0 where there is nothing of a frequency, as PyTorch's. As `torchaudio.functional.spectrogram`, with the window of Hann unless another is given.
 *
 * Throws `ShapeError` where a signal is shorter than a frame, or the window does not fit, and `RangeError` where a length is no whole number from 1, or the power is not above 0.
 *
 * ```ts
 * import { spectrogram } from "@chainrule/signal";
 *
 * const beat = [0, 1, 0, -1, 0, 1, 0, -1]; // a quarter of the sampling rate
 * spectrogram(beat, 4, { hopLength: 4, center: false }); // => ≈ [[0, 0], [1, 1], [0, 0]]
 * ```
 */
export function spectrogram<const X extends Operand, const N extends number>(
  x: X,
  fftLength: N,
  options: SpectrogramOptions = {},
): Tensor<Framed<X, N>, DTypeIn<X>> {
  const name = "spectrogram";
  checkNames(name, options, { hopLength: 0, window: 0, center: 0, padMode: 0, power: 0 });
  return operation(name, () => powersOf(name, realOf(x), fftLength, options)) as never;
}

/** As `spectrogram`, for the operation `name`. */
export function powersOf(
  name: string,
  x: Tensor,
  fftLength: number,
  { power = 2, ...options }: SpectrogramOptions,
): Tensor {
  if (!(typeof power === "number" && power > 0)) {
    throw new RangeError(`${name}: the power must be a number above 0; got ${String(power)}.`);
  }
  const found = shortTime(name, x, fftLength, options);
  if (power === 2) return squaresOf(found);
  const magnitudes = magnitude(found) as Tensor;
  return power === 1 ? magnitudes : (magnitudes.pow(power) as Tensor);
}
