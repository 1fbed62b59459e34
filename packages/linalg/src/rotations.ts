import { concatenate, constant, type DType, type Tensor, where } from "@chainrule/tensor";
import { columnNumbers, columns, rowNumbers } from "./parts.ts";

/**
 * What the rounds of Jacobi's method share, for an even number of columns n: column j is turned together with column j ± n/2, and after each round columns
 * change places, so that in n − 1 rounds each has met each other (Brent and Luk 1985, "The solution of singular-value and symmetric eigenvalue problems on
 * multiprocessor arrays").
 */
export interface Rounds {
  /** How many rounds there are. */
  readonly count: number;
  /** Ones on the diagonal. */
  readonly own: Tensor;
  /** Ones where row and column are turned together. */
  readonly other: Tensor;
  /** 1 for the columns of the first half, −1 for the others. */
  readonly side: Tensor;
  /** What puts columns into their places for the next round. */
  readonly order: Tensor;
}

/** Sweeps over all pairs: angles shrink quadratically in the last three of them. */
function sweepsFor(n: number): number {
  return 6 + Math.ceil(Math.log2(Math.max(n, 2)) / 2);
}

/** The rounds of n columns. */
export function roundsOf(n: number, dtype: DType): Rounds {
  const half = n / 2;
  const [i, j] = [rowNumbers(n), columnNumbers(n)];
  const ones = (kept: Tensor): Tensor => kept.cast(dtype) as Tensor;
  const isFirst = j.less(half) as Tensor;
  // Column 0 stays. The others of the first half move on to the right, the last of them goes below, and there they move back to the left.
  const next = where(
    isFirst,
    where(j.equal(0), 0, where(j.equal(1), half, j.sub(1))),
    where(j.equal(n - 1), half - 1, j.add(1)),
  );
  return {
    count: (n - 1) * sweepsFor(n),
    own: ones(i.equal(j) as Tensor),
    other: ones(i.sub(j).abs().equal(half) as Tensor),
    side: where(isFirst, constant(1, dtype), constant(-1, dtype)) as Tensor,
    order: ones((half === 1 ? i.equal(j) : i.equal(next)) as Tensor),
  };
}

/**
 * The rotation that makes columns orthogonal two by two, and then puts them into the places of the next round. `squares` are their squares or, of symmetric
 * matrices, the diagonal, `[…, 1, n]`, and `products` those of each with the other: `t = ± 2p / (|δ| + √(δ² + 4p²))` with the difference δ of squares.
 *
 * Source: Golub and Van Loan 2013, "Matrix computations", section 8.5.
 */
export function rotation(squares: Tensor, products: Tensor, rounds: Rounds): Tensor {
  const { dtype } = squares;
  const half = squares.shape.at(-1)! / 2;
  const [zero, one] = [constant(0, dtype), constant(1, dtype)];
  const swapped = concatenate([columns(squares, half, 2 * half), columns(squares, 0, half)], -1);
  const difference = swapped.sub(squares);
  const twice = products.add(products);
  const size = difference.abs().add(difference.square().add(twice.square()).sqrt());
  const sign = where(difference.equal(zero), rounds.side, difference.sign());
  const tangent = where(size.equal(zero), zero, twice.mul(sign).div(size));
  const cosine = one.div(tangent.square().add(one).sqrt());
  const turned = rounds.own.sub(rounds.other.mul(tangent)).mul(cosine);
  return turned.matmul(rounds.order) as Tensor;
}
