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
import { pad } from "@chainrule/tensor/functional";
import { squareOf } from "./matrices.ts";
import {
  columnNumbers,
  columns,
  diagonalOf,
  diagonals,
  identity,
  lower,
  only,
  rowNumbers,
  rows,
  transposed,
} from "./parts.ts";
import { rotation, roundsOf } from "./rotations.ts";
import type { CheckSquare, DTypeOf, SquareOf, ValuesOf } from "./shapes.ts";

/** What `eigh` gives. */
export interface Eigen<Values extends Tensor = Tensor, Vectors extends Tensor = Tensor> {
  /** Eigenvalues in ascending order, `[…, n]`. */
  readonly values: Values;
  /** An eigenvector of length 1 in each column, `[…, n, n]`. */
  readonly vectors: Vectors;
}

/**
 * The eigenvalues and eigenvectors of symmetric matrices A `[…, n, n]`, `A·V = V·diag(λ)`, with ascending λ and orthonormal columns in V. Only A's lower triangle is
 * read. The sign of a vector says nothing, and may differ from another library's.
 *
 * Integers give float32. For the gradients λ̄ and V̄, that of A is `V·(diag(λ̄) + F∘(VᵀV̄))·Vᵀ`, made symmetric, with `Fᵢⱼ = 1/(λⱼ − λᵢ)` and 0 on the diagonal: that of
 * vectors does not exist where eigenvalues are equal, and is infinite or NaN there; that of values alone is neither. (Where what vectors are used for depends on
 * their sign, its gradient means nothing.)
 *
 * Source: Golub and Van Loan 2013, "Matrix computations", section 8.5, Jacobi's method, for up to some 32 rows; Giles 2008, "Collected matrix derivative results for
 * forward and reverse mode algorithmic differentiation". As `numpy.linalg.eigh`.
 *
 * Throws `ShapeError` where matrices are not square.
 *
 * ```ts
 * import { eigh } from "@chainrule/linalg";
 *
 * const { values, vectors } = eigh([[2, 1], [1, 2]]);
 * values; // => ≈ [1, 3]
 * vectors.square(); // => ≈ [[0.5, 0.5], [0.5, 0.5]]
 * ```
 */
export function eigh<const A extends Operand>(
  a: A & shapes.Check<CheckSquare<"eigh", ShapeOf<A>>>,
): Eigen<Tensor<ValuesOf<ShapeOf<A>>, DTypeOf<A>>, Tensor<SquareOf<ShapeOf<A>>, DTypeOf<A>>> {
  const name = "eigh";
  return operation(name, () => decomposed(squareOf(name, a))) as never;
}

function decomposed(a: Tensor): Eigen {
  const found = sorted(diagonalized(a.detach() as Tensor));
  const vectors = vectorsOf(a, found);
  return { values: valuesOf(a, vectors, found.values), vectors };
}

/** Eigenvalues whose gradient goes through the vectors: that of A is `V·diag(λ̄)·Vᵀ`. */
function valuesOf(a: Tensor, vectors: Tensor, values: Tensor): Tensor {
  return customFunction<[Tensor, Tensor, Tensor], Tensor>({
    name: "eigh",
    forward: (_, __, known) => known,
    backward: (g, [, v]) => [
      v
        .mul(g.reshape([...g.shape.slice(0, -1), 1, g.shape.at(-1)!]))
        .matmul(transposed(v)) as Tensor,
      null,
      null,
    ],
  })(a, vectors, values);
}

/** Eigenvectors: the gradient of A is `V·(F∘(VᵀV̄))·Vᵀ`, made symmetric. */
function vectorsOf(a: Tensor, { values, vectors }: Eigen): Tensor {
  return customFunction<[Tensor, Tensor, Tensor], Tensor>({
    name: "eigh",
    forward: (_, __, known) => known,
    backward: (g, [matrices, known], v) => {
      const all = valuesOf(matrices, v, known);
      const n = all.shape.at(-1)!;
      const isOwn = diagonals(n, n).equal(0);
      const row = all.reshape([...all.shape.slice(0, -1), 1, n]);
      const apart = where(isOwn, constant(1, a.dtype), row.sub(transposed(row as Tensor)));
      const weighted = only(isOwn.not() as Tensor, transposed(v).matmul(g).div(apart) as Tensor);
      const one = v.matmul(weighted).matmul(transposed(v)) as Tensor;
      return [one.add(transposed(one)).mul(constant(0.5, a.dtype)) as Tensor, null, null];
    },
  })(a, values, vectors);
}

/** What Jacobi's method finds, in any order. */
function diagonalized(a: Tensor): Eigen {
  const n = a.shape.at(-1)!;
  const symmetric = lower(a).add(transposed(lower(a, -1))) as Tensor;
  if (a.size === 0 || n === 1) {
    return { values: diagonalOf(a), vectors: identity(n, n, a.dtype).expand(a.shape) as Tensor };
  }
  // Another row and column of zeros, which nothing turns, where their number is odd.
  const widths = a.shape.map((_, i) => [0, i < a.ndim - 2 ? 0 : n % 2] as const);
  let left = pad(symmetric, widths) as Tensor;
  const even = n + (n % 2);
  let vectors = identity(even, even, a.dtype).expand(left.shape) as Tensor;
  const rounds = roundsOf(even, a.dtype);
  for (let round = 0; round < rounds.count; round++) {
    const squares = left.mul(rounds.own).sum(-2, { keepDims: true }) as Tensor;
    const products = left.mul(rounds.other).sum(-2, { keepDims: true }) as Tensor;
    const turn = rotation(squares, products, rounds);
    left = transposed(turn).matmul(left).matmul(turn) as Tensor;
    vectors = vectors.matmul(turn) as Tensor;
  }
  return {
    values: diagonalOf(rows(columns(left, 0, n), 0, n)),
    vectors: rows(columns(vectors, 0, n), 0, n),
  };
}

/** With ascending values: each goes to the place that is the number of those before it. */
function sorted({ values, vectors }: Eigen): Eigen {
  const n = values.shape.at(-1)!;
  const row = values.reshape([...values.shape.slice(0, -1), 1, n]) as Tensor;
  const column = transposed(row);
  const isEarlier = row.equal(column).and(rowNumbers(n).less(columnNumbers(n)));
  const isBefore = column.less(row).or(isEarlier) as Tensor;
  const place = isBefore.sum(-2, { keepDims: true });
  const order = transposed(rowNumbers(n).equal(place) as Tensor).cast(values.dtype) as Tensor;
  return {
    values: row.matmul(order).reshape(values.shape) as Tensor,
    vectors: vectors.matmul(order) as Tensor,
  };
}
