import {
  cholesky,
  determinant,
  type Eigen,
  eigh,
  inverse,
  leastSquares,
  logDeterminant,
  matrixPower,
  qr,
  type QR,
  slogdet,
  solve,
  solveTriangular,
} from "@chainrule/linalg";
import { concatenate, eye, type Tensor } from "@chainrule/tensor";
import { convention, on, row, type Rows, smooth } from "../row.ts";

const three = eye(3, { dtype: "float64" }).mul(3);

/** Far from singular. */
const regular = (a: Tensor): Tensor => a.add(three) as Tensor;

/** Symmetric and positive definite. */
const positive = (a: Tensor): Tensor => a.matmul(a.matrixTranspose()).add(three) as Tensor;

/** Both factors as one tensor, in squares, so that second derivatives are not 0. */
const both = ({ q, r }: QR): Tensor => concatenate([q, r], -1).square() as Tensor;

const symmetric = (a: Tensor): Tensor => a.add(a.matrixTranspose()) as Tensor;

/** Eigenvalues, and the squares of vectors, which have no sign. */
const squares = ({ values, vectors }: Eigen): Tensor =>
  concatenate([values.reshape([1, 3]), vectors.square()], 0) as Tensor;

const singular = [
  [1, 2],
  [2, 4],
] as const;
const unknown = [
  [NaN, NaN],
  [NaN, NaN],
];

/** Linear algebra. */
export const linalg: Rows = {
  solveTriangular: row(
    smooth((t, b) => solveTriangular(regular(t), b), [3, 3], [3]),
    on(
      "upper triangles with ones, in a batch",
      (t, b) => solveTriangular(t, b, { upper: true, unitDiagonal: true }),
      [2, 2],
      [2, 2, 1],
    ),
  ),
  cholesky: row(smooth((a) => cholesky(positive(a)), [3, 3])),
  qr: row(
    smooth((a) => both(qr(regular(a))), [3, 3]),
    on("fewer rows than columns", (a) => both(qr(regular(a).slice([0], [2]) as Tensor)), [3, 3]),
    on("more rows than columns", (a) => qr(regular(a).slice([0, 0], [3, 2])).q as Tensor, [3, 3]),
  ),
  solve: row(
    smooth((a, b) => solve(regular(a), b), [3, 3], [3]),
    on("a batch on the right", (a, b) => solve(regular(a), b), [3, 3], [2, 3, 1]),
  ),
  inverse: row(smooth((a) => inverse(regular(a)), [3, 3])),
  determinant: row(
    smooth((a) => determinant(regular(a)), [2, 3, 3]),
    convention("NaN of a singular matrix", (a) => determinant(a), [singular], [unknown]),
  ),
  slogdet: row(smooth((a) => slogdet(regular(a)).logDeterminant as Tensor, [3, 3])),
  logDeterminant: row(smooth((a) => logDeterminant(positive(a)), [3, 3])),
  eigh: row(smooth((a) => squares(eigh(symmetric(a))), [3, 3])),
  matrixPower: row(
    smooth((a) => matrixPower(a, 3), [3, 3]),
    on("a negative power", (a) => matrixPower(regular(a), -2), [3, 3]),
  ),
  leastSquares: row(
    smooth((a, b) => leastSquares(regular(a).slice([0, 0], [3, 2]), b), [3, 3], [3]),
    on(
      "fewer rows than columns",
      (a, b) => leastSquares(regular(a).slice([0], [2]), b),
      [3, 3],
      [2, 1],
    ),
  ),
};
