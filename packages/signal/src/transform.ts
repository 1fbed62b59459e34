import type { Tensor } from "@chainrule/tensor";
import { pad } from "@chainrule/tensor/functional";
import { chirpOf } from "./chirp.ts";
import type { Complex } from "./complex.ts";
import { methodOf, paddedLength } from "./factors.ts";
import type { Numbers } from "./numbers.ts";
import { both, cut, each, product } from "./parts.ts";
import { type Direction, rootsOfUnity } from "./roots.ts";
import type { FloatingDType } from "./shapes.ts";

/** A transform along the middle one of three axes: `X[k] = scale · Σⱼ x[j] · exp(± 2πi·jk/length)`. */
export interface Transform {
  readonly length: number;
  /** How many `X[k]` are wanted, from the first. */
  readonly outputs: number;
  readonly direction: Direction;
  readonly scale: number;
}

/** The transform of `[batch, inputs, columns]`, `[batch, outputs, columns]`. Zeros come after the inputs where there are fewer than its length. */
export function transform(x: Numbers, to: Transform): Complex {
  const method = methodOf(to.length);
  if (method.kind === "chirp") return throughChirp(x, to);
  return method.kind === "matrix" ? throughMatrix(x, to) : throughFactors(x, to, method.first);
}

/** The transform as a product with its matrix, of `[…, inputs, columns]`. */
function throughMatrix(x: Numbers, { length, outputs, direction, scale }: Transform): Complex {
  const { shape } = x.real;
  const dtype = x.real.dtype as FloatingDType;
  const [inputs, columns] = shape.slice(-2) as [number, number];
  if (columns > 1) {
    const matrix = rootsOfUnity(outputs, inputs, length, direction, dtype, scale);
    return product(x, matrix, (a, b) => b.matmul(a) as Tensor);
  }
  // A single column is a row: those of all the batch are one matrix.
  const rows = each(x, (part) => part.reshape(shape.slice(0, -1)));
  const matrix = rootsOfUnity(inputs, outputs, length, direction, dtype, scale);
  const products = product(rows, matrix, (a, b) => a.matmul(b) as Tensor);
  return both(products, (part) => part.reshape([...shape.slice(0, -2), outputs, 1]) as Tensor);
}

/**
 * The transform of length `n₁·n₂` as `n₂` transforms of length `n₁`, a multiplication with roots of unity, and `n₁` transforms of length `n₂`:
 * `X[k₁ + n₁·k₂] = Σ_{j₂} W_{n₂}^{j₂·k₂} · W_n^{j₂·k₁} · Σ_{j₁} W_{n₁}^{j₁·k₁} · x[j₁·n₂ + j₂]` with `W_n = exp(± 2πi/n)` (Cooley and Tukey 1965). The columns of the second ones are the
 * results of the first, so that all comes out in order (Stockham 1966).
 */
function throughFactors(x: Numbers, to: Transform, first: number): Complex {
  const [batch, inputs, columns] = x.real.shape as [number, number, number];
  const second = to.length / first;
  const outputs = Math.ceil(to.outputs / first);
  const rows = Math.ceil(inputs / second);
  const apart = each(x, (part) =>
    lengthened(part, rows * second)
      .reshape([batch, rows, second, columns])
      .permute([0, 2, 1, 3]),
  );
  const inner = throughMatrix(apart, { ...to, length: first, outputs: first, scale: 1 });
  const dtype = x.real.dtype as FloatingDType;
  const turns = both(
    rootsOfUnity(second, first, to.length, to.direction, dtype),
    (part) => part.unsqueeze(-1) as Tensor,
  );
  const turned = both(product(inner, turns, byElement), (part) =>
    part.reshape([batch, second, first * columns]),
  );
  const outer = transform(turned, { ...to, length: second, outputs });
  return both(outer, (part) =>
    cut(part.reshape([batch, outputs * first, columns]) as Tensor, 1, to.outputs),
  );
}

/**
 * The transform as a convolution, for lengths without small factors: with `w[j] = exp(± πi·j²/n)` it is `X[k] = w[k] · Σⱼ (x[j]·w[j]) · w̄[k − j]`, since
 * `2jk = j² + k² − (k − j)²` (Bluestein 1970). The convolution is a product of transforms, whose length is a power of two.
 */
function throughChirp(x: Numbers, to: Transform): Complex {
  const { outputs } = to;
  const inputs = x.real.shape[1]!;
  const length = paddedLength(inputs + outputs - 1);
  const { before, filter, after } = chirpOf(to, inputs, length, x.real.dtype as FloatingDType);
  const there = transform(product(x, before, byElement), {
    length,
    outputs: length,
    direction: -1,
    scale: 1,
  });
  const back = transform(product(there, filter, byElement), {
    length,
    outputs,
    direction: 1,
    scale: 1,
  });
  return product(back, after, byElement);
}

function byElement(a: Tensor, b: Tensor): Tensor {
  return a.mul(b) as Tensor;
}

/** With zeros after the elements of the middle axis, up to `length`. */
function lengthened(x: Tensor, length: number): Tensor {
  const more = length - x.shape[1]!;
  return more === 0
    ? x
    : (pad(x, [
        [0, 0],
        [0, more],
        [0, 0],
      ]) as Tensor);
}
