import { gradients } from "@chainrule/autograd";
import * as signal from "@chainrule/signal";
import { setEngine, tensor, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, load, numbers, readGolden, type Saved } from "./golden.ts";

interface Parts {
  readonly real: Saved;
  readonly imaginary?: Saved;
}

interface Golden {
  readonly transforms: readonly {
    readonly name: "fft" | "fft2" | "fftn" | "ifft" | "ifft2" | "ifftn" | "irfft" | "rfft";
    readonly x: Parts;
    readonly options: object;
    readonly value: Parts;
  }[];
  readonly short: readonly {
    readonly x: Saved;
    readonly length: number;
    readonly options: signal.StftOptions;
    readonly value: Required<Parts>;
    readonly upstream: Saved;
    readonly gradient: Saved;
    readonly spectrum: Parts;
    readonly back: Saved | null;
  }[];
  readonly mels: readonly {
    readonly rate: number;
    readonly length: number;
    readonly options: signal.MelOptions;
    readonly value: Saved;
  }[];
  readonly windows: readonly {
    readonly name: "blackman" | "hamming" | "hann";
    readonly n: number;
    readonly periodic: boolean;
    readonly value: Saved;
  }[];
  readonly convolutions: readonly {
    readonly x: Saved;
    readonly y: Saved;
    readonly mode: "full" | "same" | "valid";
    readonly value: Saved;
  }[];
  readonly magnitudes: {
    readonly x: Required<Parts>;
    readonly value: Saved;
    readonly gradient: Required<Parts>;
    readonly angle: Saved;
  };
  readonly frequencies: { readonly whole: Saved; readonly half: Saved };
}

/** Functions by their names, which golden values have. */
const named: Readonly<Record<string, unknown>> = { ...signal };

const golden = readGolden<Golden>("fourier");

/** What both sides round in float64, relative to 1: sums of up to 1000 numbers of about that size. */
const rounding = 1e-12;

function numbersOf({ real, imaginary }: Parts): signal.ComplexOperand {
  const first = load(real);
  return imaginary === undefined ? first : { real: first, imaginary: load(imaginary) };
}

function expectParts(found: signal.Complex | Tensor, { real, imaginary }: Parts): void {
  const parts = "real" in found ? found : { real: found, imaginary: undefined };
  expectClose("real", parts.real, real, rounding);
  if (imaginary !== undefined) expectClose("imaginary", parts.imaginary!, imaginary, rounding);
}

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  test.each(
    golden.transforms.map((one) => [one.name, one.x.real.shape, one.options, one] as const),
  )("%s of %j, %j: NumPy's", (_name, _shape, _options, { name, x, options, value }) => {
    const f = named[name] as (x: signal.ComplexOperand, options: object) => signal.Complex | Tensor;
    expectParts(f(numbersOf(x), options), value);
  });

  test.each(golden.short.map((one) => [one.x.shape, one.length, one.options, one] as const))(
    "stft of %j by %i, %j, its gradient and its inverse: PyTorch's",
    (
      _shape,
      _length,
      _options,
      { x, length, options, value, upstream, gradient, spectrum, back },
    ) => {
      const given = load(x);
      const found = signal.stft(given, length, options) as signal.Complex;
      expectParts(found, value);
      const magnitudes = signal.magnitude(found) as Tensor;
      const seed = load(upstream);
      expectClose("gradient", gradients(magnitudes, given, { seed }), gradient, rounding);
      if (back === null) return;
      const { padMode: _, ...frames } = options;
      const inverse = signal.istft(numbersOf(spectrum), length, frames) as Tensor;
      expectClose("inverse", inverse, back, rounding);
    },
  );
});

test.each(golden.mels)("filters of mels: $options", ({ rate, length, options, value }) => {
  const found = signal.melFilterbank(rate, length, { ...options, dtype: "float64" });
  expectClose("filters", found as Tensor, value, rounding);
});

test.each(golden.windows)("$name of $n, periodic $periodic: PyTorch's", (one) => {
  const window = named[one.name] as (n: number, options: signal.WindowOptions) => Tensor;
  const found = window(one.n, { periodic: one.periodic, dtype: "float64" });
  expectClose("window", found, one.value, rounding);
});

test.each(golden.convolutions)("convolution, $mode: SciPy's", ({ x, y, mode, value }) => {
  expectClose("value", signal.fftConvolve(load(x), load(y), { mode }), value, rounding);
});

test("magnitudes, with gradients that are 0 at 0, and angles: PyTorch's and NumPy's", () => {
  const { x, value, gradient, angle } = golden.magnitudes;
  const [real, imaginary] = [load(x.real), load(x.imaginary)];
  const found = signal.magnitude({ real, imaginary }) as Tensor;
  expectClose("value", found, value, rounding);
  const [a, b] = gradients(found.sum() as Tensor, [real, imaginary]);
  expectClose("gradient", a, gradient.real, rounding);
  expectClose("gradient", b, gradient.imaginary, rounding);
  expectClose("angle", signal.angle({ real, imaginary }) as Tensor, angle, rounding);
});

test("frequencies are NumPy's", () => {
  const near = (saved: Saved): number[] => numbers(saved).map(Math.fround);
  expect(signal.fftFrequencies(7, 0.5).toArray()).toEqual(near(golden.frequencies.whole));
  expect(signal.rfftFrequencies(7, 0.5).toArray()).toEqual(near(golden.frequencies.half));
});

test("what an inverse does not know is 0", () => {
  const spectrum = signal.stft(tensor([1, 2, 3, 4]), 4, { hopLength: 4, center: false });
  const found = signal.istft(spectrum, 4, { hopLength: 4, center: false, length: 6 });
  const near = (value: number): unknown => expect.closeTo(value, 5);
  expect(found.toArray()).toEqual([0, 2, 3, 4, 0, 0].map(near));
});
