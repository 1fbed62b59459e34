import { checkNames, checkOneOf, operation } from "@chainrule/graph";
import { type Operand, type ShapeOf, type Shape, type Tensor } from "@chainrule/tensor";
import { keep } from "./keep.ts";
import { checkCount, realOf } from "./numbers.ts";
import { halfOf } from "./rfft.ts";
import type { DTypeIn, FloatingDType, HalfOf, WithLasts } from "./shapes.ts";
import { powersOf, type SpectrogramOptions } from "./spectrogram.ts";

/** Which formula makes mels of hertz. */
export type MelScale = "htk" | "slaney";

/** What a bank of mel filters takes. */
export interface MelOptions<B extends number = number> {
  /** How many bands there are; 128. */
  readonly bands?: B;
  /** Where the first band begins, in Hz; 0. */
  readonly minimumFrequency?: number;
  /** Where the last band ends, in Hz; half of the sampling rate. */
  readonly maximumFrequency?: number;
  /** `"htk"`: `2595 · log₁₀(1 + f/700)`; or `"slaney"`: `3f/200` up to 1,000 Hz, and equal ratios from there on; `"htk"`. */
  readonly melScale?: MelScale;
  /** Whether each band is divided by half of its width in Hz (`"slaney"`), or its greatest weight is about 1 (`"none"`); `"none"`. */
  readonly melNorm?: "none" | "slaney";
}

/** What `melFilterbank` takes besides the sampling rate and the length of transforms. */
export interface MelFilterbankOptions<
  B extends number = number,
  D extends FloatingDType = FloatingDType,
> extends MelOptions<B> {
  /** float32 unless said. */
  readonly dtype?: D;
}

/** What `melSpectrogram` takes besides signals, the sampling rate and the length of transforms. */
export interface MelSpectrogramOptions<B extends number = number>
  extends SpectrogramOptions, MelOptions<B> {}

/** Slaney's scale is straight up to this frequency, and mel; from there on 27 mels are a ratio of 6.4. */
const [straight, bend, ratio] = [1000, 15, Math.log(6.4) / 27];

const toMel: Readonly<Record<MelScale, (hertz: number) => number>> = {
  htk: (hertz) => 2595 * Math.log10(1 + hertz / 700),
  slaney: (hertz) =>
    hertz < straight ? (hertz * bend) / straight : bend + Math.log(hertz / straight) / ratio,
};

const toHertz: Readonly<Record<MelScale, (mel: number) => number>> = {
  htk: (mel) => 700 * (10 ** (mel / 2595) - 1),
  slaney: (mel) =>
    mel < bend ? (mel * straight) / bend : straight * Math.exp(ratio * (mel - bend)),
};

/**
 * What each of the frequencies of `rfft` weighs in bands that are equally wide in mels, `[bands, n/2 + 1]` for transforms of length n: triangles over Hz, from the middle of the band before to that of the band after. Times energies
 * `[n/2 + 1, frames]` it is the mel spectrogram.
 *
 * Source: the scales of the Hidden Markov Toolkit, after O'Shaughnessy 1987, and of Slaney 1998, "Auditory Toolbox"; as `torchaudio.functional.melscale_fbanks`, transposed, with its defaults. With `{ melScale: "slaney", melNorm: "slaney" }` it is
 * `librosa.filters.mel`.
 *
 * Throws `RangeError` where the length or the number of bands is no whole number from 1, or frequencies are not in order.
 *
 * ```ts
 * import { melFilterbank } from "@chainrule/signal";
 *
 * melFilterbank(8000, 8, { bands: 2 }); // => ≈ [[0, 0.6759, 0, 0, 0], [0, 0.3241, 0.9055, 0.4528, 0]]
 * ```
 */
export function melFilterbank<
  const N extends number,
  const B extends number = 128,
  const D extends FloatingDType = "float32",
>(
  sampleRate: number,
  fftLength: N,
  options: MelFilterbankOptions<B, D> = {},
): Tensor<[NoInfer<B>, HalfOf<N>], NoInfer<D>> {
  checkNames("melFilterbank", options, { ...melNames, dtype: 0 });
  const { dtype = "float32", ...mel } = options;
  checkOneOf("melFilterbank", "the dtype", dtype, ["float32", "float64"]);
  return filterbank("melFilterbank", sampleRate, fftLength, mel, dtype) as never;
}

const melNames = {
  bands: 0,
  minimumFrequency: 0,
  maximumFrequency: 0,
  melScale: 0,
  melNorm: 0,
};

function filterbank(
  name: string,
  sampleRate: number,
  fftLength: number,
  options: MelOptions,
  dtype: FloatingDType,
): Tensor {
  const { bands = 128, melScale = "htk", melNorm = "none" } = options;
  const { minimumFrequency = 0, maximumFrequency = sampleRate / 2 } = options;
  checkCount(name, "the length of the transform", fftLength);
  checkCount(name, "bands", bands);
  checkOneOf(name, "melScale", melScale, ["htk", "slaney"]);
  checkOneOf(name, "melNorm", melNorm, ["none", "slaney"]);
  if (
    !(0 <= minimumFrequency && minimumFrequency < maximumFrequency && maximumFrequency < Infinity)
  ) {
    throw new RangeError(
      `${name}: frequencies must be from 0, and the minimum less than the maximum; got ${minimumFrequency} and ${maximumFrequency}.`,
    );
  }
  const [low, high] = [toMel[melScale](minimumFrequency), toMel[melScale](maximumFrequency)];
  const edges = Array.from({ length: bands + 2 }, (_, i) =>
    toHertz[melScale](low + ((high - low) * i) / (bands + 1)),
  );
  const columns = halfOf(fftLength);
  const given = [sampleRate, fftLength, bands, minimumFrequency, maximumFrequency];
  const key = ["mel", ...given, melScale, melNorm].join(" ");
  return keep(key, [bands, columns], dtype, (at) => {
    const [band, k] = [Math.floor(at / columns), at % columns];
    const [from, middle, to] = edges.slice(band, band + 3) as [number, number, number];
    const height = melNorm === "slaney" ? 2 / (to - from) : 1;
    const hertz = (k * sampleRate) / fftLength;
    const rising = (hertz - from) / (middle - from);
    const falling = (to - hertz) / (to - middle);
    return height * Math.max(0, Math.min(rising, falling));
  });
}

/**
 * How much there is in each band of mels in each frame: `melFilterbank` times the `spectrogram`. Its logarithm is what speech models are given.
 *
 * Signals `[…, samples]` give `[…, bands, frames]`. Integers give float32. As `torchaudio.transforms.MelSpectrogram`, and with `{ melScale: "slaney", melNorm: "slaney", padMode: "constant" }` as `librosa.feature.melspectrogram`.
 *
 * Throws `ShapeError` where a signal is shorter than a frame, or the window does not fit, and `RangeError` where a length or the number of bands is no whole number from 1, the power is not above 0, or frequencies are not in order.
 *
 * ```ts
 * import { melSpectrogram } from "@chainrule/signal";
 * import { rand } from "@chainrule/tensor";
 *
 * const second = rand([1, 16000]);
 * const energies = melSpectrogram(second, 16000, 400, { hopLength: 160, bands: 80 });
 * energies.shape; // => [1, 80, 101]
 * ```
 */
export function melSpectrogram<const X extends Operand, const B extends number = 128>(
  x: X,
  sampleRate: number,
  fftLength: number,
  options: MelSpectrogramOptions<B> = {},
): Tensor<BandsByFrames<X, NoInfer<B>>, DTypeIn<X>> {
  const name = "melSpectrogram";
  checkNames(name, options, {
    ...melNames,
    hopLength: 0,
    window: 0,
    center: 0,
    padMode: 0,
    power: 0,
  });
  const { bands, minimumFrequency, maximumFrequency, melScale, melNorm, ...rest } = options;
  return operation(name, () => {
    const given = realOf(x);
    const mel = { bands, minimumFrequency, maximumFrequency, melScale, melNorm } as MelOptions;
    const filters = filterbank(name, sampleRate, fftLength, mel, given.dtype as FloatingDType);
    return filters.matmul(powersOf(name, given, fftLength, rest));
  }) as never;
}

/** The shape of bands by frames. */
export type BandsByFrames<X, B extends number> =
  ShapeOf<X> extends infer S extends Shape ? WithLasts<S, [B, number]> : never;
