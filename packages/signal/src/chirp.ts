import type { Complex } from "./complex.ts";
import { keepComplex } from "./keep.ts";
import { type Direction, root } from "./roots.ts";
import type { FloatingDType } from "./shapes.ts";

type Value = readonly [real: number, imaginary: number];

/** What a transform through a chirp multiplies by: what it is given, the transform of that, and what comes back. */
export interface Chirp {
  readonly before: Complex;
  readonly filter: Complex;
  readonly after: Complex;
}

/** What a transform of `inputs` numbers as a convolution of `padded` multiplies by. */
export function chirpOf(
  to: { length: number; outputs: number; direction: Direction; scale: number },
  inputs: number,
  padded: number,
  dtype: FloatingDType,
): Chirp {
  const { length, outputs, direction, scale } = to;
  const constant = (what: string, size: number, element: (i: number) => Value): Complex => {
    const name = [what, length, inputs, outputs, direction, scale].join(" ");
    return keepComplex(name, [size, 1], dtype, element);
  };
  // j² mod 2n, without squares that are too large.
  let square = 0;
  const squares = Array.from({ length: Math.max(inputs, outputs) }, (_, j) => {
    const own = square;
    square = (square + 2 * j + 1) % (2 * length);
    return own;
  });
  const chirp = (j: number, factor: number): Value => {
    const [real, imaginary] = root(squares[j]!, 2 * length);
    return [factor * real, direction * factor * imaginary];
  };
  let filter: readonly Value[] | null = null;
  return {
    before: constant("before", inputs, (j) => chirp(j, 1)),
    filter: constant("filter", padded, (i) => {
      filter ??= spectrumOf(
        Array.from({ length: padded }, (_, m): Value => {
          const j = m < outputs ? m : padded - m;
          if (m >= outputs && j >= inputs) return [0, 0];
          const [real, imaginary] = chirp(j, 1 / padded);
          return [real, -imaginary];
        }),
      );
      return filter[i]!;
    }),
    after: constant("after", outputs, (k) => chirp(k, scale)),
  };
}

/** The transform of numbers as many as a power of two, in float64. */
function spectrumOf(x: readonly Value[]): readonly Value[] {
  const n = x.length;
  if (n === 1) return x;
  const even = spectrumOf(x.filter((_, i) => i % 2 === 0));
  const odd = spectrumOf(x.filter((_, i) => i % 2 === 1));
  return x.map((_, k): Value => {
    const [a, b] = [even[k % (n / 2)]!, odd[k % (n / 2)]!];
    const [cosine, sine] = root(k, n);
    return [a[0] + b[0] * cosine + b[1] * sine, a[1] + b[1] * cosine - b[0] * sine];
  });
}
