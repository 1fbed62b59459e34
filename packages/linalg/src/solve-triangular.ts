import { checkNames, operation } from "@chainrule/graph";
import type { Operand, shapes, ShapeOf, Tensor } from "@chainrule/tensor";
import { equationsOf, expanded, solutionOf, squareOf } from "./matrices.ts";
import type { CheckSquare, DTypeOf, Solved } from "./shapes.ts";
import { solveTriangle } from "./triangular.ts";

/** What `solveTriangular` takes besides both sides. */
export interface TriangularOptions {
  /** Whether the matrices are upper triangular; false, for lower ones. */
  readonly upper?: boolean;
  /** Whether ones are taken for the diagonal, whatever stands there; false. */
  readonly unitDiagonal?: boolean;
}

/**
 * The solution X of `T·X = B` for triangular matrices T `[…, n, n]`: of one vector `[n]`, or of matrices `[…, n, k]`, whose batches broadcast with T's.
 * What stands in T's other triangle does not count.
 *
 * Integers give float32. A zero on the diagonal gives infinities and NaN. For the gradient G of X, the gradient of B is `T⁻ᵀG`, and that of T is
 * `−T⁻ᵀG·Xᵀ` in its triangle.
 *
 * Source: blocks of 32 rows are inverted, and the rest is products of matrices; Giles 2008, "Collected matrix derivative results for forward and reverse
 * mode algorithmic differentiation". As `torch.linalg.solve_triangular`.
 *
 * Throws `ShapeError` where matrices are not square, have not as many rows as the right side, or batches do not broadcast.
 *
 * ```ts
 * import { solveTriangular } from "@chainrule/linalg";
 *
 * solveTriangular([[2, 0], [1, 4]], [2, 9]); // => [1, 2]
 * solveTriangular([[2, 1], [0, 4]], [[4], [8]], { upper: true }); // => [[1], [2]]
 * ```
 */
export function solveTriangular<const A extends Operand, const B extends Operand>(
  a: A & shapes.Check<CheckSquare<"solveTriangular", ShapeOf<A>>>,
  b: B & shapes.Check<Solved<"solveTriangular", ShapeOf<A>, ShapeOf<B>>>,
  options: TriangularOptions = {},
): Tensor<shapes.Result<Solved<"solveTriangular", ShapeOf<A>, ShapeOf<B>>>, DTypeOf<A, B>> {
  const name = "solveTriangular";
  checkNames(name, options, { upper: 0, unitDiagonal: 0 });
  return operation(name, () => {
    const equations = equationsOf(name, squareOf(name, a), b);
    const [left, right] = [equations.a, equations.b].map((x) => expanded(x, equations.batch));
    const { upper = false, unitDiagonal = false } = options;
    return solutionOf(solveTriangle(left!, right!, { upper, unitDiagonal }), equations);
  }) as never;
}
