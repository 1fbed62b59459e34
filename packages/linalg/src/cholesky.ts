import { customFunction } from "@chainrule/autograd";
import { operation } from "@chainrule/graph";
import {
  concatenate,
  constant,
  type Operand,
  type shapes,
  type ShapeOf,
  type Tensor,
  where,
} from "@chainrule/tensor";
import { squareOf } from "./matrices.ts";
import { panels } from "./panels.ts";
import { below, columns, diagonals, lower, rows, transposed } from "./parts.ts";
import type { CheckSquare, DTypeOf, SquareOf } from "./shapes.ts";
import { solveTriangle } from "./triangular.ts";

/**
 * The lower triangular matrices L with `A = L·Lᵀ`, of symmetric positive definite matrices A `[…, n, n]`. Only A's lower triangle is read.
 *
 * Integers give float32. Where A is not positive definite, L is NaN from the first column that has no root. For the gradient G of L, that of A is
 * `½(S + Sᵀ)` with `S = L⁻ᵀ·Φ(LᵀG)·L⁻¹`, where Φ takes the lower triangle and half of the diagonal: symmetric, as PyTorch's.
 *
 * Source: Golub and Van Loan 2013, "Matrix computations", section 4.2, by columns within blocks of 32; Murray 2016, "Differentiation of the Cholesky
 * decomposition". As `numpy.linalg.cholesky`.
 *
 * Throws `ShapeError` where matrices are not square.
 *
 * ```ts
 * import { cholesky } from "@chainrule/linalg";
 *
 * cholesky([[4, 2], [2, 10]]); // => [[2, 0], [1, 3]]
 * ```
 */
export function cholesky<const A extends Operand>(
  a: A & shapes.Check<CheckSquare<"cholesky", ShapeOf<A>>>,
): Tensor<SquareOf<ShapeOf<A>>, DTypeOf<A>> {
  const name = "cholesky";
  return operation(name, () => factor(squareOf(name, a))) as never;
}

function factor(a: Tensor): Tensor {
  return customFunction<[Tensor], Tensor>({
    name: "cholesky",
    forward: rootOf,
    backward: (g, _, l) => {
      const triangle = { upper: true, unitDiagonal: false };
      const half = halved(transposed(l).matmul(g) as Tensor);
      const left = solveTriangle(transposed(l), half, triangle);
      const both = solveTriangle(transposed(l), transposed(left), triangle);
      return [both.add(transposed(both)).mul(constant(0.5, l.dtype)) as Tensor];
    },
  })(a);
}

/** The lower triangle, and half of the diagonal. */
function halved(x: Tensor): Tensor {
  const n = x.shape.at(-1)!;
  return where(diagonals(n, n).equal(0), x.mul(constant(0.5, x.dtype)), lower(x)) as Tensor;
}

/** Panel by panel: what a panel makes up of the rest is a product. */
function rootOf(a: Tensor): Tensor {
  if (a.size === 0) return a;
  const n = a.shape.at(-1)!;
  const found: Tensor[] = [];
  let left = a;
  for (const { from, to } of panels(n)) {
    const panel = rootOfPanel(columns(left, 0, to - from));
    found.push(below(panel, from));
    if (to === n) break;
    const under = rows(panel, to - from, n - from);
    const rest = rows(columns(left, to - from, n - from), to - from, n - from);
    left = rest.sub(under.matmul(transposed(under))) as Tensor;
  }
  return concatenate(found, -1);
}

/** The first columns of L, of those of a matrix. What stands above the diagonal until the end reaches nothing below it. */
function rootOfPanel(panel: Tensor): Tensor {
  const width = panel.shape.at(-1)!;
  const found: Tensor[] = [];
  let left = panel;
  for (let j = 0; j < width; j++) {
    const column = columns(left, j, j + 1);
    const l = column.div(rows(column, j, j + 1).sqrt()) as Tensor;
    found.push(l);
    if (j + 1 < width) left = left.sub(l.mul(transposed(rows(l, 0, width)))) as Tensor;
  }
  return lower(concatenate(found, -1));
}
