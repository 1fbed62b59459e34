import { operation } from "@chainrule/graph";
import type { Operand, shapes, ShapeOf, Tensor } from "@chainrule/tensor";
import { factorsOf, inverseWith, solveWith } from "./lu.ts";
import { equationsOf, expanded, solutionOf, squareOf } from "./matrices.ts";
import type { CheckSquare, DTypeOf, Solved, SquareOf } from "./shapes.ts";

/**
 * The solution X of `A·X = B` for square matrices A `[…, n, n]`: of one vector `[n]`, or of matrices `[…, n, k]`, whose batches broadcast with A's (as NumPy 2: a
 * batch of vectors is `[…, n, 1]`).
 *
 * Integers give float32. Where A is singular, X is infinite or NaN. For the gradient G of X, that of B is `A⁻ᵀG`, and that of A is `−A⁻ᵀG·Xᵀ`.
 *
 * Source: Golub and Van Loan 2013, "Matrix computations", section 3.4, elimination with the largest element of each column; Giles 2008, "Collected matrix
 * derivative results for forward and reverse mode algorithmic differentiation". As `numpy.linalg.solve`.
 *
 * Throws `ShapeError` where matrices are not square, have not as many rows as the right side, or batches do not broadcast.
 *
 * ```ts
 * import { solve } from "@chainrule/linalg";
 *
 * solve([[0, 2], [1, 1]], [4, 5]); // => [3, 2]
 * ```
 */
export function solve<const A extends Operand, const B extends Operand>(
  a: A & shapes.Check<CheckSquare<"solve", ShapeOf<A>>>,
  b: B & shapes.Check<Solved<"solve", ShapeOf<A>, ShapeOf<B>>>,
): Tensor<shapes.Result<Solved<"solve", ShapeOf<A>, ShapeOf<B>>>, DTypeOf<A, B>> {
  const name = "solve";
  return operation(name, () => {
    const equations = equationsOf(name, squareOf(name, a), b);
    const { batch } = equations;
    const { order, both } = factorsOf(equations.a);
    const factors = { order: expanded(order, batch), both: expanded(both, batch) };
    const x = solveWith(factors, expanded(equations.a, batch), expanded(equations.b, batch));
    return solutionOf(x, equations);
  }) as never;
}

/**
 * The inverses of square matrices `[…, n, n]`, `A·A⁻¹ = I`. To solve equations, `solve` is faster and more exact.
 *
 * Integers give float32. Where A is singular, its inverse is infinite or NaN. For the gradient G, that of A is `−A⁻ᵀ·G·A⁻ᵀ`.
 *
 * Source: that of `solve`, with the identity on the right; as `numpy.linalg.inv`.
 *
 * Throws `ShapeError` where matrices are not square.
 *
 * ```ts
 * import { inverse } from "@chainrule/linalg";
 *
 * inverse([[2, 0], [1, 1]]); // => [[0.5, 0], [-0.5, 1]]
 * ```
 */
export function inverse<const A extends Operand>(
  a: A & shapes.Check<CheckSquare<"inverse", ShapeOf<A>>>,
): Tensor<SquareOf<ShapeOf<A>>, DTypeOf<A>> {
  const name = "inverse";
  return operation(name, () => {
    const matrices = squareOf(name, a);
    return inverseWith(factorsOf(matrices), matrices);
  }) as never;
}
