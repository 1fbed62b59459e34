import { concatenate, constant, type Tensor, where } from "@chainrule/tensor";
import { customFunction } from "@chainrule/autograd";
import { panels } from "./panels.ts";
import {
  columnNumbers,
  columns,
  diagonalOf,
  identity,
  lower,
  rowNumbers,
  transposed,
  upper,
  withUnitDiagonal,
} from "./parts.ts";
import { inverseOfTriangle, solveTriangle } from "./triangular.ts";

/** `P·A = L·U`, with rows in an order in which no multiplier is above 1. What made it is not differentiated. */
export interface Factors {
  /** Which row of A is which of `P·A`: ones and zeros. */
  readonly order: Tensor;
  /** L below the diagonal, and U on and above it. */
  readonly both: Tensor;
}

/**
 * The factors of square matrices. Rows stay where they are until the end: each column takes the largest of the rows that are free, and its multiples from the others. A
 * column of zeros has none.
 *
 * Source: Golub and Van Loan 2013, "Matrix computations", section 3.4.
 */
export function factorsOf(matrices: Tensor): Factors {
  const a = matrices.detach() as Tensor;
  if (a.size === 0) return { order: a, both: a };
  const n = a.shape.at(-1)!;
  let left = a;
  let free = rowNumbers(n).greaterEqual(0) as Tensor;
  const multipliers: Tensor[] = [];
  const chosen: Tensor[] = [];
  const uppers: Tensor[] = [];
  for (const { from, to } of panels(n)) {
    const width = to - from;
    const panel = eliminate(columns(left, 0, width), free);
    free = panel.free;
    multipliers.push(panel.multipliers);
    chosen.push(panel.chosen);
    uppers.push(panel.rest);
    if (to === n) break;
    const rest = columns(left, width, n - from);
    const order = transposed(panel.chosen);
    const triangle = withUnitDiagonal(lower(order.matmul(panel.multipliers) as Tensor));
    const pivots = inverseOfTriangle(triangle).matmul(order.matmul(rest));
    left = rest.sub(panel.multipliers.matmul(pivots)) as Tensor;
  }
  const order = transposed(concatenate(chosen, -1));
  const below = order.matmul(concatenate(multipliers, -1)) as Tensor;
  const above = order.matmul(concatenate(uppers, -1)) as Tensor;
  return { order, both: lower(below, -1).add(upper(above)) as Tensor };
}

/** What elimination makes of the columns of a panel. */
interface Eliminated {
  /** The rows that no column took. */
  readonly free: Tensor;
  /** For each column how often its row was taken from each other. */
  readonly multipliers: Tensor;
  /** For each column a one in the row it took. */
  readonly chosen: Tensor;
  /** The columns, in rows that were taken those of U. */
  readonly rest: Tensor;
}

function eliminate(panel: Tensor, rows: Tensor): Eliminated {
  const [n, width] = panel.shape.slice(-2) as [number, number];
  const [zero, none] = [constant(0, panel.dtype), constant(-1, panel.dtype)];
  const numbers = rowNumbers(n);
  const multipliers: Tensor[] = [];
  const chosen: Tensor[] = [];
  let [rest, free] = [panel, rows];
  for (let j = 0; j < width; j++) {
    const column = columns(rest, j, j + 1);
    const sizes = where(free, column.abs(), none);
    const isPivot = numbers.equal(sizes.argmax(-2, { keepDims: true })) as Tensor;
    const row = where(isPivot, rest, zero).sum(-2, { keepDims: true }) as Tensor;
    const pivot = columns(row, j, j + 1);
    free = free.and(isPivot.not()) as Tensor;
    const multiplier = where(free.and(pivot.notEqual(zero)), column.div(pivot), zero) as Tensor;
    multipliers.push(multiplier);
    chosen.push(isPivot);
    rest = rest.sub(multiplier.mul(row)) as Tensor;
  }
  const places = concatenate(chosen, -1).cast(panel.dtype) as Tensor;
  return { free, multipliers: concatenate(multipliers, -1), chosen: places, rest };
}

/** 1 or −1: whether the rows have changed places an even or an odd number of times, by the pairs that are not in order. */
export function signOf({ order, both }: Factors): Tensor {
  const n = order.shape.at(-1)!;
  const { dtype } = both;
  const place = order.mul(columnNumbers(n).cast(dtype)).sum(-1, { keepDims: true }) as Tensor;
  const isTurned = upper(place.greater(transposed(place)).cast(dtype) as Tensor, 1);
  const pairs = isTurned.sum([-2, -1]);
  return pairs.mod(constant(2, dtype)).mul(constant(-2, dtype)).add(constant(1, dtype)) as Tensor;
}

/** U's diagonal. */
export function pivotsOf({ both }: Factors): Tensor {
  return diagonalOf(both);
}

/**
 * `X = A⁻¹B` by the factors of A, or `A⁻ᵀB`, of matrices of one batch. For the gradient G of X, that of B is `A⁻ᵀG`, and that of A is `−A⁻ᵀG·Xᵀ`
 * (Giles 2008, section 2.2.3).
 */
export function solveWith(
  { order, both }: Factors,
  a: Tensor,
  b: Tensor,
  isTransposed: boolean = false,
): Tensor {
  return customFunction<[Tensor, Tensor, Tensor, Tensor], Tensor>({
    name: "solve",
    forward: (_, right, p, lu) =>
      isTransposed ? solvedTransposed(p, lu, right) : solved(p, lu, right),
    backward: (g, [matrices, , p, lu], x) => {
      const right = solveWith({ order: p, both: lu }, matrices, g, !isTransposed);
      const [left, other] = isTransposed ? [x, right] : [right, x];
      return [left.matmul(transposed(other)).neg() as Tensor, right, null, null];
    },
  })(a, b, order, both);
}

function solved(order: Tensor, both: Tensor, b: Tensor): Tensor {
  const y = solveTriangle(both, order.matmul(b) as Tensor, { upper: false, unitDiagonal: true });
  return solveTriangle(both, y, { upper: true, unitDiagonal: false });
}

function solvedTransposed(order: Tensor, both: Tensor, b: Tensor): Tensor {
  const turned = transposed(both);
  const y = solveTriangle(turned, b, { upper: false, unitDiagonal: false });
  const z = solveTriangle(turned, y, { upper: true, unitDiagonal: true });
  return transposed(order).matmul(z) as Tensor;
}

/** The inverses of square matrices by their factors, or those of what they are transposed. */
export function inverseWith(factors: Factors, a: Tensor, isTransposed: boolean = false): Tensor {
  const n = a.shape.at(-1)!;
  return solveWith(factors, a, identity(n, n, a.dtype).expand(a.shape) as Tensor, isTransposed);
}
