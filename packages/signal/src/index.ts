export {
  angle,
  type Complex,
  type ComplexOperand,
  conjugate,
  magnitude,
  multiplyComplex,
} from "./complex.ts";
export { fft, ifft } from "./fft.ts";
export type { FftOptions, Norm } from "./options.ts";
export { irfft, rfft } from "./rfft.ts";
export { fft2, fftn, type FftnOptions, ifft2, ifftn } from "./fftn.ts";
export { fftFrequencies, fftShift, ifftShift, rfftFrequencies } from "./frequencies.ts";
export { blackman, hamming, hann, type WindowOptions } from "./windows.ts";
export type { FrameOptions, PadMode } from "./frames.ts";
export { stft, type StftOptions } from "./stft.ts";
export { istft, type IstftOptions } from "./istft.ts";
export { spectrogram, type SpectrogramOptions } from "./spectrogram.ts";
export {
  melFilterbank,
  type MelFilterbankOptions,
  type MelOptions,
  type MelScale,
  melSpectrogram,
  type MelSpectrogramOptions,
} from "./mel.ts";
export { fftConvolve, type FftConvolveOptions } from "./fft-convolve.ts";
