import { customFunction } from "@chainrule/autograd";
import { operation } from "@chainrule/graph";
import {
  constant,
  type Operand,
  type shapes,
  type ShapeOf,
  type Tensor,
  where,
} from "@chainrule/tensor";
import { type Factors, factorsOf, inverseWith, pivotsOf, signOf } from "./lu.ts";
import { squareOf } from "./matrices.ts";
import type { BatchOf, CheckSquare, DTypeOf } from "./shapes.ts";

/**
 * The determinants of square matrices `[…, n, n]`, one number for each: the product of the pivots of elimination, negative where an odd number of rows changed
 * places. That of no rows is 1.
 *
 * Integers give float32. Those of large matrices leave the range of a dtype where `slogdet` does not. For the gradient g, that of A is `g·det(A)·A⁻ᵀ`: of a singular
 * matrix it is NaN.
 *
 * Source: Golub and Van Loan 2013, "Matrix computations", section 3.4; Giles 2008, "Collected matrix derivative results for forward and reverse mode algorithmic
 * differentiation". As `numpy.linalg.det`.
 *
 * Throws `ShapeError` where matrices are not square.
 *
 * ```ts
 * import { determinant } from "@chainrule/linalg";
 *
 * determinant([[0, 2], [3, 4]]); // => -6
 * ```
 */
export function determinant<const A extends Operand>(
  a: A & shapes.Check<CheckSquare<"determinant", ShapeOf<A>>>,
): Tensor<BatchOf<ShapeOf<A>>, DTypeOf<A>> {
  const name = "determinant";
  return operation(name, () => {
    const matrices = squareOf(name, a);
    const factors = factorsOf(matrices);
    return byFactors(
      name,
      matrices,
      factors,
      (all) => signOf(all).mul(pivotsOf(all).prod(-1)) as Tensor,
      (g, value) => g.mul(value) as Tensor,
    );
  }) as never;
}

/** Signs and logarithms of determinants. */
export interface SignAndLogarithm<T extends Tensor = Tensor> {
  /** 1, −1, or 0 of a singular matrix; without a gradient. */
  readonly sign: T;
  /** The logarithm of the absolute value, −∞ of a singular matrix. */
  readonly logDeterminant: T;
}

/**
 * The signs of determinants and the logarithms of their absolute values, of square matrices `[…, n, n]`: `det(A) = sign · exp(logDeterminant)`, without leaving the
 * range of a dtype.
 *
 * Integers give float32. For the gradient g of the logarithm, that of A is `g·A⁻ᵀ`, infinite or NaN of a singular matrix; signs have none.
 *
 * Source: that of `determinant`; as `numpy.linalg.slogdet`.
 *
 * Throws `ShapeError` where matrices are not square.
 *
 * ```ts
 * import { slogdet } from "@chainrule/linalg";
 *
 * slogdet([[0, 1], [1, 0]]); // => { sign: -1, logDeterminant: 0 }
 * ```
 */
export function slogdet<const A extends Operand>(
  a: A & shapes.Check<CheckSquare<"slogdet", ShapeOf<A>>>,
): SignAndLogarithm<Tensor<BatchOf<ShapeOf<A>>, DTypeOf<A>>> {
  const name = "slogdet";
  return operation(name, () => signAndLogarithm(name, squareOf(name, a))) as never;
}

/**
 * The logarithms of the determinants of square matrices `[…, n, n]`, as of the covariances of normal distributions: NaN of a negative determinant, and −∞ of a
 * singular matrix.
 *
 * Integers give float32. For the gradient g, that of A is `g·A⁻ᵀ`, infinite or NaN of a singular matrix.
 *
 * Source: that of `determinant`; as `torch.logdet`.
 *
 * Throws `ShapeError` where matrices are not square.
 *
 * ```ts
 * import { logDeterminant } from "@chainrule/linalg";
 *
 * logDeterminant([[2, 1], [1, 1]]); // => ≈ 0
 * logDeterminant([[0, 1], [1, 0]]); // => NaN
 * ```
 */
export function logDeterminant<const A extends Operand>(
  a: A & shapes.Check<CheckSquare<"logDeterminant", ShapeOf<A>>>,
): Tensor<BatchOf<ShapeOf<A>>, DTypeOf<A>> {
  const name = "logDeterminant";
  return operation(name, () => {
    const { sign, logDeterminant: value } = signAndLogarithm(name, squareOf(name, a));
    return where(sign.less(0), constant(Number.NaN, value.dtype), value);
  }) as never;
}

function signAndLogarithm(name: string, a: Tensor): SignAndLogarithm {
  const factors = factorsOf(a);
  const logarithm = byFactors(
    name,
    a,
    factors,
    (all) => pivotsOf(all).abs().log().sum(-1) as Tensor,
    (g) => g,
  );
  const sign = signOf(factors).mul(pivotsOf(factors).sign().prod(-1)) as Tensor;
  return { sign, logDeterminant: logarithm };
}

/** What `value` makes of the factors of A, whose gradient for A is `scale(g, value)·A⁻ᵀ`. */
function byFactors(
  name: string,
  a: Tensor,
  factors: Factors,
  value: (factors: Factors) => Tensor,
  scale: (g: Tensor, value: Tensor) => Tensor,
): Tensor {
  return customFunction<[Tensor, Tensor, Tensor], Tensor>({
    name,
    forward: (_, order, both) => value({ order, both }),
    backward: (g, [matrices, order, both], found) => {
      const scaled = scale(g, found);
      const factor = scaled.reshape([...scaled.shape, 1, 1]);
      return [inverseWith({ order, both }, matrices, true).mul(factor) as Tensor, null, null];
    },
  })(a, factors.order, factors.both);
}
