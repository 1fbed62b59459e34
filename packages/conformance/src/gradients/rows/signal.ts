import {
  angle,
  type Complex,
  conjugate,
  fft,
  fft2,
  fftConvolve,
  fftn,
  fftShift,
  ifft,
  ifft2,
  ifftn,
  ifftShift,
  irfft,
  istft,
  magnitude,
  melSpectrogram,
  multiplyComplex,
  rfft,
  spectrogram,
  stft,
} from "@chainrule/signal";
import { stack, type Tensor, tensor } from "@chainrule/tensor";
import { convention, on, row, type Rows, smooth, within } from "../row.ts";

/** Both parts, as one tensor, in squares, so that second derivatives are not 0. */
function parts({ real, imaginary }: Complex): Tensor {
  return stack([real, imaginary]).square() as Tensor;
}

const of = (real: Tensor, imaginary: Tensor): Complex => ({ real, imaginary });
const frames = { hopLength: 2 } as const;
const zero = tensor([0], { dtype: "float64" });

/** Signals: complex numbers are two tensors. */
export const signal: Rows = {
  magnitude: row(
    smooth((a, b) => magnitude(of(a, b)), [4], [4]),
    convention("0 at 0", (a, b) => magnitude(of(a, b)), [zero, zero], [[0], [0]]),
  ),
  angle: row(smooth((a, b) => angle(of(a, b)), within(0.5, 2, 4), [4])),
  conjugate: row(smooth((a, b) => parts(conjugate(of(a, b))), [3], [3])),
  multiplyComplex: row(
    smooth((a, b, c, d) => parts(multiplyComplex(of(a, b), of(c, d))), [3], [3], [2, 3], [2, 3]),
  ),
  fft: row(
    smooth((a, b) => parts(fft(of(a, b))), [2, 6], [2, 6]),
    on(
      "a real tensor, cut, along the first axis",
      (a) => parts(fft(a, { axis: 0, length: 3 })),
      [4, 2],
    ),
    on("a prime length", (a) => parts(fft(a, { length: 521 })), [3]),
  ),
  ifft: row(smooth((a, b) => parts(ifft(of(a, b), { norm: "ortho" })), [5], [5])),
  rfft: row(
    smooth((a) => parts(rfft(a)), [2, 6]),
    on("factors", (a) => parts(rfft(a, { length: 36 })), [5]),
  ),
  irfft: row(
    smooth((a, b) => irfft(of(a, b)).square(), [4], [4]),
    on("an odd length", (a, b) => irfft(of(a, b), { length: 7 }).square(), [4], [4]),
  ),
  fft2: row(smooth((a) => parts(fft2(a)), [3, 4])),
  ifft2: row(smooth((a) => parts(ifft2(a)), [3, 4])),
  fftn: row(smooth((a) => parts(fftn(a)), [2, 3, 2])),
  ifftn: row(smooth((a) => parts(ifftn(a, { axes: [0, 2] })), [2, 3, 2])),
  fftShift: row(smooth((a) => fftShift(a).square(), [3, 4])),
  ifftShift: row(smooth((a) => ifftShift(a, [1]).square(), [3, 5])),
  stft: row(
    smooth((a) => parts(stft(a, 4)), [9]),
    on("a window", (a, window) => parts(stft(a, 4, { ...frames, window })), [7], within(0.5, 1, 4)),
  ),
  istft: row(
    smooth((a, b) => istft(of(a, b), 4).square(), [3, 4], [3, 4]),
    on(
      "a window",
      (a, b, window) => istft(of(a, b), 4, { ...frames, window }),
      [3, 3],
      [3, 3],
      within(0.5, 1, 4),
    ),
  ),
  spectrogram: row(
    smooth((a) => spectrogram(a, 4), [8]),
    on("magnitudes", (a) => spectrogram(a, 4, { power: 1, padMode: "edge" }), within(0.5, 2, 8)),
    convention(
      "0 where there is no signal",
      (a) => spectrogram(a, 2, { power: 1, center: false }),
      [tensor([0, 0], { dtype: "float64" })],
      [[0, 0]],
    ),
  ),
  melSpectrogram: row(smooth((a) => melSpectrogram(a, 8, 8, { bands: 2 }), [12])),
  fftConvolve: row(smooth((a, b) => fftConvolve(a, b), [2, 5], [3])),
};
