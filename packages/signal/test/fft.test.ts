import {
  fromData,
  Generator,
  rand,
  randn,
  tensor,
  type Tensor,
  zerosLike,
} from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  type Complex,
  fft,
  type FftOptions,
  fftConvolve,
  fftFrequencies,
  fftn,
  fftShift,
  ifft,
  ifftShift,
  irfft,
  rfft,
} from "../src/index.ts";
import { smoothLength } from "../src/factors.ts";
import { root } from "../src/roots.ts";

const generator = new Generator(5);
const drawn = (shape: readonly number[], dtype: "float32" | "float64" = "float64"): Tensor =>
  randn([...shape], { dtype, generator }) as Tensor;

/** The transform of numbers by its definition, in float64. */
function byDefinition(reals: ArrayLike<number>, imaginaries: ArrayLike<number>): Complex {
  const n = reals.length;
  const roots = Array.from({ length: n }, (_, r) => root(r, n));
  const [real, imaginary] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const [cosine, sine] = roots[(j * k) % n]!;
      real[k]! += reals[j]! * cosine + imaginaries[j]! * sine;
      imaginary[k]! += imaginaries[j]! * cosine - reals[j]! * sine;
    }
  }
  return { real: fromData(real, [n]) as Tensor, imaginary: fromData(imaginary, [n]) as Tensor };
}

/** The root of the mean square of what differs, relative to that of what is expected. */
function difference(found: Complex, expected: Complex): number {
  let [apart, whole] = [0, 0];
  for (const part of ["real", "imaginary"] as const) {
    const [values, wanted] = [found[part].data(), expected[part].data()];
    expect(values.length).toBe(wanted.length);
    for (const [i, value] of wanted.entries()) {
      apart += (values[i]! - value) ** 2;
      whole += value ** 2;
    }
  }
  return Math.sqrt(apart / whole);
}

/** Lengths that fall into small factors, into large ones, and into none. */
const larger = [
  256, 360, 441, 499, 509, 512, 521, 600, 1000, 1009, 1018, 1024, 1031, 1536, 2000, 2187, 2310,
  3001, 4096,
];
const lengths = [...Array.from({ length: 200 }, (_, i) => i + 1), ...larger];

// Errors of a transform grow like the logarithm of its length, those of a product with its matrix like the root of it (Schatzman 1996), times half of the distance
// between two numbers.
const [eps32, eps64] = [2 ** -24, 2 ** -53];
const allowed = (n: number, eps: number): number => eps * (2 + Math.sqrt(n));

test("law: of every length the transform is that of its definition", { timeout: 60_000 }, () => {
  for (const n of lengths) {
    const [real, imaginary] = [drawn([n]), drawn([n])];
    const expected = byDefinition(real.data(), imaginary.data());
    const found = fft({ real, imaginary });
    expect([n, difference(found, expected) < allowed(n, 4 * eps64)]).toEqual([n, true]);
    if (n <= 200 && n % 5 !== 0) continue;
    const [a, b] = [real.cast("float32"), imaginary.cast("float32")] as [Tensor, Tensor];
    const exact = byDefinition(a.data(), b.data());
    const rounded = fft({ real: a, imaginary: b });
    expect([n, difference(rounded, exact) < allowed(n, eps32)]).toEqual([n, true]);
  }
});

test(
  "law: half of a transform is that of the whole, and both give the numbers back",
  { timeout: 60_000 },
  () => {
    for (const n of lengths.filter(
      (length) => length < 20 || length % 4 === 1 || length % 10 === 0,
    )) {
      const x = drawn([2, n]);
      const nothing = zerosLike(x) as Tensor;
      const [half, whole] = [rfft(x), fft(x)];
      const m = Math.floor(n / 2) + 1;
      expect(half.real.shape).toEqual([2, m]);
      const first = (part: Tensor): Tensor => part.slice([0, 0], [2, m]) as Tensor;
      const expected = { real: first(whole.real), imaginary: first(whole.imaginary) };
      const errors = [
        difference(half, expected),
        difference(
          { real: irfft(half, { length: n }) as Tensor, imaginary: nothing },
          { real: x, imaginary: nothing },
        ),
        difference(ifft(whole), { real: x, imaginary: nothing }),
      ];
      expect([n, Math.max(...errors) < allowed(n, 8 * eps64)]).toEqual([n, true]);
    }
  },
);

test("a transform of many columns is that of each", () => {
  for (const n of [5, 12, 64, 96, 521]) {
    const x = drawn([2, n, 3]);
    const found = fft(x, { axis: 1 });
    const each = fft(x.permute([0, 2, 1]));
    const expected = {
      real: each.real.permute([0, 2, 1]),
      imaginary: each.imaginary.permute([0, 2, 1]),
    };
    expect(difference(found, expected as Complex)).toBeLessThan(allowed(n, 4 * eps64));
  }
});

test.each<[string, FftOptions]>([
  ["cut", { length: 5 }],
  ["filled up", { length: 12 }],
  ["a large prime, filled up", { length: 1031 }],
])("a transform that is %s", (_, options) => {
  const x = drawn([8]);
  const padded = new Float64Array(options.length!);
  padded.set(x.data().slice(0, options.length));
  const expected = byDefinition(padded, new Float64Array(options.length!));
  expect(difference(fft(x, options), expected)).toBeLessThan(1e-14);
});

test("roots of unity are exact at quarters of a turn", () => {
  expect([0, 1, 2, 3].map((r) => root(3 * r, 12).map((value) => value + 0))).toEqual([
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ]);
});

test("smooth lengths are the least products of twos, threes and fives", () => {
  const isSmooth = (n: number): boolean => {
    let rest = n;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    return rest === 1;
  };
  for (let n = 1; n <= 700; n++) {
    let least = n;
    while (!isSmooth(least)) least++;
    expect(smoothLength(n)).toBe(least);
  }
});

test("nothing in a batch, and one element", () => {
  const none = tensor([[1, 2, 3]]).slice([1]) as Tensor;
  expect(none.shape).toEqual([0, 3]);
  expect(rfft(none).real.toArray()).toEqual([]);
  expect(fft([[7]]).real.toArray()).toEqual([[7]]);
});

test("shifts are each other's inverses along the axes that are named", () => {
  const x = rand([4, 5], { generator });
  for (const axes of [undefined, [0], [-1], [1, 0]]) {
    expect(ifftShift(fftShift(x, axes), axes).toArray()).toEqual(x.toArray());
  }
  expect(fftShift([0, 1, 2, 3, 4]).toArray()).toEqual([3, 4, 0, 1, 2]);
  expect(fftFrequencies(5).toArray()).toEqual([0, 0.2, 0.4, -0.4, -0.2].map(Math.fround));
});

test("along several axes", () => {
  const x = drawn([3, 4, 5]);
  const found = fftn(x, { axes: [0, 2] });
  const expected = fft(fft(x, { axis: 0 }), { axis: 2 });
  expect(difference(found, expected)).toBeLessThan(1e-14);
});

test("a convolution is that of all pairs", () => {
  const [x, y] = [drawn([2, 1, 9]), drawn([3, 4])];
  const [a, b] = [x.toArray() as number[][][], y.toArray() as number[][]];
  const full = a.map(([row]) =>
    b.map((filter) =>
      Array.from({ length: 12 }, (_, k) =>
        row!.reduce((sum, value, j) => sum + value * (filter[k - j] ?? 0), 0),
      ),
    ),
  );
  const expected = tensor(full, { dtype: "float64" });
  const error = (found: Tensor, from: number): number =>
    found
      .sub(expected.slice([0, 0, from], [2, 3, from + found.shape[2]!]))
      .abs()
      .max()
      .item() as number;
  expect(error(fftConvolve(x, y), 0)).toBeLessThan(1e-14);
  expect(error(fftConvolve(x, y, { mode: "same" }), 1)).toBeLessThan(1e-14);
  const valid = fftConvolve(x, y, { mode: "valid" });
  expect(valid.shape).toEqual([2, 3, 6]);
  expect(error(valid, 3)).toBeLessThan(1e-14);
});
