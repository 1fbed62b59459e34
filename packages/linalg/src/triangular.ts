import { customFunction } from "@chainrule/autograd";
import { concatenate, constant, type Tensor, where } from "@chainrule/tensor";
import { panels } from "./panels.ts";
import {
  columnNumbers,
  diagonals,
  lower,
  only,
  rowNumbers,
  rows,
  columns,
  transposed,
  upper,
  withUnitDiagonal,
} from "./parts.ts";

/** Which triangle of matrices counts, and whether the diagonal is taken to be ones. */
export interface Triangle {
  readonly upper: boolean;
  readonly unitDiagonal: boolean;
}

/**
 * `X = T⁻¹B` for triangular matrices, of one batch with B. For the gradient G of X, that of B is `T⁻ᵀG`, and that of T is `−T⁻ᵀG·Xᵀ` where T counts
 * (Giles 2008, section 2.2.3).
 */
export function solveTriangle(t: Tensor, b: Tensor, triangle: Triangle): Tensor {
  return customFunction<[Tensor, Tensor], Tensor>({
    name: "solveTriangular",
    forward: (matrices, right) => substitute(triangleOf(matrices, triangle), right, triangle),
    backward: (g, [matrices], x) => {
      const other = { ...triangle, upper: !triangle.upper };
      const right = solveTriangle(transposed(matrices), g, other);
      const all = right.matmul(transposed(x)).neg() as Tensor;
      const offset = triangle.unitDiagonal ? 1 : 0;
      return [triangle.upper ? upper(all, offset) : lower(all, -offset), right];
    },
  })(t, b);
}

/** Triangular matrices with zeros where they do not count. */
function triangleOf(x: Tensor, triangle: Triangle): Tensor {
  const kept = triangle.upper ? upper(x) : lower(x);
  return triangle.unitDiagonal ? withUnitDiagonal(kept) : kept;
}

/** Block by block: what is found of X is taken from the rows that are left. */
function substitute(t: Tensor, b: Tensor, triangle: Triangle): Tensor {
  if (b.size === 0) return b;
  const n = t.shape.at(-1)!;
  const blocks = triangle.upper ? panels(n).toReversed() : panels(n);
  const found: Tensor[] = [];
  let left = b;
  let start = 0;
  for (const { from, to } of blocks) {
    const block = rows(columns(t, from, to), from, to);
    const x = inverseOfTriangle(block).matmul(rows(left, from - start, to - start)) as Tensor;
    found.push(x);
    const [first, last] = triangle.upper ? [0, from] : [to, n];
    if (first === last) break;
    const taken = rows(columns(t, from, to), first, last).matmul(x);
    left = rows(left, first - start, last - start).sub(taken) as Tensor;
    start = first;
  }
  return concatenate(triangle.upper ? found.toReversed() : found, -2);
}

/**
 * The inverses of triangular matrices, which are 0 elsewhere. From the inverses D of blocks of s rows on the diagonal those of 2s are `D − D·C·D`, where C
 * is what stands between two neighbours: as many rounds as n has bits, all of the same shapes.
 *
 * Source: Higham 2002, "Accuracy and stability of numerical algorithms", section 14.2.
 */
export function inverseOfTriangle(t: Tensor): Tensor {
  const n = t.shape.at(-1)!;
  let inverse = where(
    diagonals(n, n).equal(0),
    constant(1, t.dtype).div(t),
    constant(0, t.dtype),
  ) as Tensor;
  for (let size = 1; size < n; size *= 2) {
    const between = only(neighbours(n, size), t);
    inverse = inverse.sub(inverse.matmul(between).matmul(inverse)) as Tensor;
  }
  return inverse;
}

/** Where rows and columns are of different blocks of `size`, but of one block of twice the size. */
function neighbours(n: number, size: number): Tensor {
  const block = (numbers: Tensor, of: number): Tensor =>
    numbers
      .cast("float32")
      .mul(1 / of)
      .floor() as Tensor;
  const [i, j] = [rowNumbers(n), columnNumbers(n)];
  const apart = block(i, size).notEqual(block(j, size));
  return block(i, 2 * size)
    .equal(block(j, 2 * size))
    .and(apart) as Tensor;
}
