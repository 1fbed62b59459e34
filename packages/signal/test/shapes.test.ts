import { ones, type Shape, type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  blackman,
  fft,
  fft2,
  fftConvolve,
  fftFrequencies,
  fftShift,
  hann,
  ifft,
  irfft,
  istft,
  magnitude,
  melFilterbank,
  melSpectrogram,
  multiplyComplex,
  rfft,
  rfftFrequencies,
  spectrogram,
  stft,
} from "../src/index.ts";

// The compiler compares two such functions by their types' identity.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
type Identity<A> = <T>() => T extends A ? 1 : 2;
type Equal<A, B> = Identity<A> extends Identity<B> ? true : false;
type Or<Condition, Otherwise> = Condition extends true ? unknown : Otherwise;

/** Checks that the type of `x` states exactly the shape `S` and `dtype`, and that its shape is `shape`. */
function is<S extends Shape>() {
  return <T extends Tensor, const D extends string>(
    x: T & Or<Equal<T["shape"], S>, { readonly typeSays: T["shape"] }>,
    shape: S,
    dtype: D & Or<Equal<T["dtype"], D>, { readonly typeSays: T["dtype"] }>,
  ): void => {
    expect(x.shape).toEqual(shape);
    expect(x.dtype).toBe(dtype);
  };
}

const x = ones([3, 20]);
const double = ones([3, 21], { dtype: "float64" });

test("shapes and dtypes are known where lengths are", () => {
  is<[3, 20]>()(fft(x).real, [3, 20], "float32");
  is<[3, 20]>()(ifft(fft(x)).imaginary, [3, 20], "float32");
  is<[3, 21]>()(fft2(double).imaginary, [3, 21], "float64");
  is<[3]>()(fft([1, 2, 3]).real, [3], "float32");
  is<Shape>()(fft(x, { length: 8 }).real, [3, 8], "float32");
  is<[3, 11]>()(rfft(x).real, [3, 11], "float32");
  is<[3, 11]>()(rfft(double).imaginary, [3, 11], "float64");
  is<Shape>()(rfft(x, { axis: 0 }).real, [2, 20], "float32");
  is<[3, 20]>()(irfft(rfft(x)), [3, 20], "float32");
  is<Shape>()(irfft(rfft(double), { length: 21 }), [3, 21], "float64");
  is<[3, 11]>()(magnitude(rfft(x)), [3, 11], "float32");
  is<[8]>()(fftFrequencies(8), [8], "float32");
  is<[5]>()(rfftFrequencies(8), [5], "float32");
  is<[3, 20]>()(fftShift(x), [3, 20], "float32");
  is<[3, 11]>()(multiplyComplex(rfft(x), 2).real, [3, 11], "float32");
  is<[3, 21]>()(multiplyComplex(fft2(double), [[1], [2], [3]]).real, [3, 21], "float64");
  is<[4]>()(hann(4), [4], "float32");
  is<[4]>()(blackman(4, { dtype: "float64" }), [4], "float64");
  is<[3, 5, number]>()(stft(x, 8).real, [3, 5, 11], "float32");
  is<[3, number]>()(istft(stft(x, 8), 8), [3, 20], "float32");
  is<[3, 5, number]>()(spectrogram(double, 8), [3, 5, 11], "float64");
  is<[4, 5]>()(melFilterbank(8, 8, { bands: 4 }), [4, 5], "float32");
  is<[3, 4, number]>()(melSpectrogram(x, 8, 8, { bands: 4 }), [3, 4, 11], "float32");
  is<Shape>()(fftConvolve(x, [1, 2]), [3, 21], "float32");
  is<[2]>()(fft(tensor([1, 2], { dtype: "int32" })).real, [2], "float32");
});

test.each<[string, () => unknown]>([
  ["fft: axis must be one of the input's; got axis 2 of [3, 20].", () => fft(x, { axis: 2 })],
  ["fft: axis must be one of the input's; got axis -1 of [].", () => fft(1)],
  ["fft: the length must be a whole number from 1; got 0.", () => fft([])],
  ["rfft: the length must be a whole number from 1; got 2.5.", () => rfft(x, { length: 2.5 })],
  [
    'fft: the norm must be "backward", "forward" or "ortho"; got "both".',
    () => fft(x, { norm: "both" as "ortho" }),
  ],
  [
    "ifft: there is no option axes, only axis, length, norm.",
    // @ts-expect-error there is no option axes
    () => ifft(x, { axes: [0] }),
  ],
  [
    "fft: real and imaginary parts must have the same shape; got [1] and [2].",
    () => fft({ real: tensor([1]), imaginary: tensor([1, 2]) }),
  ],
  ["fft2: axes must differ; got axes [1, -1] of [3, 20].", () => fft2(x, { axes: [1, -1] })],
  ["hann: n must be a whole number from 1; got 0.", () => hann(0)],
  ["stft: hopLength must be a whole number from 1; got 0.", () => stft(x, 8, { hopLength: 0 })],
  [
    "stft: a signal must be at least one frame of 32 elements; got [3, 20].",
    () => stft(x, 32, { center: false }),
  ],
  [
    "stft: the window must have from 1 to 8 elements, the length of the transform; got [9].",
    () => stft(x, 8, { window: ones([9]) }),
  ],
  [
    "istft: needs 5 frequencies, of one frame or more, [..., 5, frames]; got [3, 20].",
    () => istft(x, 8),
  ],
  [
    "spectrogram: the power must be a number above 0; got 0.",
    () => spectrogram(x, 8, { power: 0 }),
  ],
  [
    "melFilterbank: frequencies must be from 0, and the minimum less than the maximum; got 9 and 4.",
    () => melFilterbank(8, 8, { minimumFrequency: 9 }),
  ],
  [
    "fftConvolve: needs elements along the last axes, and others that broadcast; got [3, 20] and [2, 4].",
    () => fftConvolve(x, ones([2, 4])),
  ],
  [
    "multiplyComplex: real and imaginary parts must have the same shape; got [2] and [1].",
    () => multiplyComplex(1, { real: tensor([1, 2]), imaginary: tensor([1]) }),
  ],
])("%s", (sentence, f) => {
  expect(f).toThrow(sentence);
});
