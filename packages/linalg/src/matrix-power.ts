import { kindOf, operation } from "@chainrule/graph";
import type { Operand, shapes, ShapeOf, Tensor } from "@chainrule/tensor";
import { factorsOf, inverseWith } from "./lu.ts";
import { squareOf } from "./matrices.ts";
import { identity } from "./parts.ts";
import type { CheckSquare, DTypeOf, SquareOf } from "./shapes.ts";

/**
 * The powers `Aᵏ` of square matrices `[…, n, n]` for a whole number k, by squaring: `A⁰ = I`, and of a negative k the powers of inverses.
 *
 * Integers give float32. A negative power of a singular matrix is infinite or NaN. Gradients go through the products.
 *
 * Source: Golub and Van Loan 2013, "Matrix computations", section 9.2; as `numpy.linalg.matrix_power`.
 *
 * Throws `ShapeError` where matrices are not square, and `RangeError` where k is not a whole number.
 *
 * ```ts
 * import { matrixPower } from "@chainrule/linalg";
 *
 * matrixPower([[1, 1], [1, 0]], 10); // => [[89, 55], [55, 34]]
 * matrixPower([[2, 0], [0, 4]], -1); // => [[0.5, 0], [0, 0.25]]
 * ```
 */
export function matrixPower<const A extends Operand>(
  a: A & shapes.Check<CheckSquare<"matrixPower", ShapeOf<A>>>,
  exponent: number,
): Tensor<SquareOf<ShapeOf<A>>, DTypeOf<A>> {
  const name = "matrixPower";
  if (!Number.isInteger(exponent)) {
    const got = typeof exponent === "number" ? exponent : kindOf(exponent);
    throw new RangeError(`${name}: the exponent must be a whole number; got ${got}.`);
  }
  return operation(name, () => {
    const matrices = squareOf(name, a);
    const base = exponent < 0 ? inverseWith(factorsOf(matrices), matrices) : matrices;
    return raised(base, Math.abs(exponent));
  }) as never;
}

function raised(a: Tensor, exponent: number): Tensor {
  if (exponent === 1) return a;
  const n = a.shape.at(-1)!;
  if (exponent === 0) return identity(n, n, a.dtype).expand(a.shape) as Tensor;
  const half = raised(a, Math.floor(exponent / 2));
  const square = half.matmul(half) as Tensor;
  return exponent % 2 === 0 ? square : (square.matmul(a) as Tensor);
}
