import { operation } from "@chainrule/graph";
import type { Operand, shapes, ShapeOf, Tensor } from "@chainrule/tensor";
import { equationsOf, expanded, matricesOf, solutionOf } from "./matrices.ts";
import { transposed } from "./parts.ts";
import { factorsOf } from "./qr.ts";
import type { CheckMatrices, DTypeOf, Solved } from "./shapes.ts";
import { solveTriangle } from "./triangular.ts";

/**
 * The X for which `‖A·X − B‖` is least, of matrices A `[…, m, n]` of full rank: of one vector `[m]`, or of the columns of matrices `[…, m, k]`, whose batches
 * broadcast with A's. Where there are fewer rows than columns, it is the smallest of those that solve the equations.
 *
 * Integers give float32. Where A is not of full rank, X is infinite, NaN or huge. Gradients go through `qr`: they exist where A is of full rank.
 *
 * Source: Golub and Van Loan 2013, "Matrix computations", sections 5.3 and 5.6: with `A = Q·R` it is `R⁻¹·Qᵀ·B`, and with `Aᵀ = Q·R` it is `Q·R⁻ᵀ·B`. As
 * the solution of `numpy.linalg.lstsq`, which takes any rank.
 *
 * Throws `ShapeError` where there are no matrices, A has not as many rows as the right side, or batches do not broadcast.
 *
 * ```ts
 * import { leastSquares } from "@chainrule/linalg";
 *
 * leastSquares([[1, 0], [1, 1], [1, 2]], [1, 3, 5]); // => ≈ [1, 2]
 * ```
 */
export function leastSquares<const A extends Operand, const B extends Operand>(
  a: A & shapes.Check<CheckMatrices<"leastSquares", ShapeOf<A>>>,
  b: B & shapes.Check<Solved<"leastSquares", ShapeOf<A>, ShapeOf<B>>>,
): Tensor<shapes.Result<Solved<"leastSquares", ShapeOf<A>, ShapeOf<B>>>, DTypeOf<A, B>> {
  const name = "leastSquares";
  return operation(name, () => {
    const equations = equationsOf(name, matricesOf(name, a), b);
    const [m, n] = equations.a.shape.slice(-2) as [number, number];
    const isTall = m >= n;
    const factors = factorsOf(isTall ? equations.a : transposed(equations.a));
    const [q, r] = [factors.q, factors.r].map((x) => expanded(x, equations.batch)) as [
      Tensor,
      Tensor,
    ];
    const right = expanded(equations.b, equations.batch);
    const x = isTall
      ? solveTriangle(r, transposed(q).matmul(right) as Tensor, {
          upper: true,
          unitDiagonal: false,
        })
      : q.matmul(solveTriangle(transposed(r), right, { upper: false, unitDiagonal: false }));
    return solutionOf(x as Tensor, equations);
  }) as never;
}
