import type { Tensor } from "@chainrule/tensor";
import { slice } from "@chainrule/tensor/functional";
import type { Complex } from "./complex.ts";
import type { Numbers } from "./numbers.ts";

/** Both parts, as `f` makes them anew. */
export function both(x: Complex, f: (part: Tensor) => Tensor): Complex {
  return { real: f(x.real), imaginary: f(x.imaginary) };
}

/** As `both`, where there may be only one. */
export function each(x: Numbers, f: (part: Tensor) => Tensor): Numbers {
  return { real: f(x.real), imaginary: x.imaginary && f(x.imaginary) };
}

/** The product of complex numbers, by any product of real ones. */
export function product(
  { real, imaginary }: Numbers,
  by: Complex,
  times: (a: Tensor, b: Tensor) => Tensor,
): Complex {
  const [reals, crossed] = [times(real, by.real), times(real, by.imaginary)];
  if (imaginary === null) return { real: reals, imaginary: crossed };
  return {
    real: reals.sub(times(imaginary, by.imaginary)) as Tensor,
    imaginary: crossed.add(times(imaginary, by.real)) as Tensor,
  };
}

/** The first `length` elements of an axis. */
export function cut(x: Tensor, axis: number, length: number): Tensor {
  const { shape } = x;
  if (shape[axis] === length) return x;
  const ends = shape.map((whole, i) => (i === axis ? length : whole));
  return slice(x, [0], ends) as Tensor;
}
