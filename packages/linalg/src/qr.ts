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
  zeros,
} from "@chainrule/tensor";
import { matricesOf } from "./matrices.ts";
import { type Panel, panels } from "./panels.ts";
import {
  columns,
  diagonals,
  identity,
  lower,
  rows,
  transposed,
  upper,
  withUnitDiagonal,
} from "./parts.ts";
import type { CheckMatrices, DTypeOf, TallOf, WideOf } from "./shapes.ts";
import { inverseOfTriangle, solveTriangle } from "./triangular.ts";

/** Both factors of `qr`. */
export interface QR<Q extends Tensor = Tensor, R extends Tensor = Tensor> {
  /** Orthonormal columns, `[…, m, min(m, n)]`. */
  readonly q: Q;
  /** Upper triangular matrices, `[…, min(m, n), n]`. */
  readonly r: R;
}

/**
 * The reduced factorization `A = Q·R` of matrices `[…, m, n]`, with orthonormal columns in Q and R upper triangular. Signs are those of LAPACK: an element of R's
 * diagonal is negative where a column was reflected whose element there was not.
 *
 * Integers give float32. For the gradients Ḡ of Q and R, that of A is `(Q̄ + Q·C)·R⁻ᵀ` with `M = R·R̄ᵀ − Q̄ᵀ·Q` and C = M's lower triangle mirrored, where A has as
 * many rows as columns, or more; the first columns of a wide A give Q, and the others `Qᵀ·A`. It exists where those columns are independent, and is infinite or NaN
 * elsewhere.
 *
 * Source: Golub and Van Loan 2013, "Matrix computations", section 5.2, by reflections (Householder) that are put together for 32 columns (Joffrain et al. 2006,
 * "Accumulating Householder transformations, revisited"); Liao et al. 2019, "Differentiable programming tensor networks", for the gradient. As `numpy.linalg.qr`.
 *
 * Throws `ShapeError` where there are no matrices.
 *
 * ```ts
 * import { qr } from "@chainrule/linalg";
 *
 * const { q, r } = qr([[3, 1], [4, 2]]);
 * q; // => ≈ [[-0.6, -0.8], [-0.8, 0.6]]
 * r; // => ≈ [[-5, -2.2], [0, 0.4]]
 * ```
 */
export function qr<const A extends Operand>(
  a: A & shapes.Check<CheckMatrices<"qr", ShapeOf<A>>>,
): QR<Tensor<TallOf<ShapeOf<A>>, DTypeOf<A>>, Tensor<WideOf<ShapeOf<A>>, DTypeOf<A>>> {
  const name = "qr";
  return operation(name, () => factorsOf(matricesOf(name, a))) as never;
}

/** Q and R of matrices. */
export function factorsOf(a: Tensor): QR {
  const [m, n] = a.shape.slice(-2) as [number, number];
  if (m >= n) return ofTall(a);
  const { q, r } = ofTall(columns(a, 0, m));
  const others = transposed(q).matmul(columns(a, m, n)) as Tensor;
  return { q, r: concatenate([r, others], -1) };
}

/** Q and R of matrices that have as many rows as columns, or more. */
function ofTall(a: Tensor): QR {
  const [m, n] = a.shape.slice(-2) as [number, number];
  const apart = (both: Tensor): QR => ({ q: rows(both, 0, m), r: rows(both, m, m + n) });
  const factored = customFunction<[Tensor], Tensor>({
    name: "qr",
    forward: (matrices) => reflected(matrices),
    backward: (g, _, both) => {
      const [{ q, r }, to] = [apart(both), apart(g)];
      const turned = r.matmul(transposed(to.r)).sub(transposed(to.q).matmul(q)) as Tensor;
      const mirrored = lower(turned).add(transposed(lower(turned, -1)));
      const sum = to.q.add(q.matmul(mirrored)) as Tensor;
      const triangle = { upper: true, unitDiagonal: false };
      return [transposed(solveTriangle(r, transposed(sum), triangle))];
    },
  });
  return apart(factored(a));
}

/** What was done to the columns of a panel: `I − V·T·Vᵀ` is the product of their reflections. */
interface Reflections extends Panel {
  readonly v: Tensor;
  readonly t: Tensor;
}

/** Q above R. */
function reflected(a: Tensor): Tensor {
  const [m, n] = a.shape.slice(-2) as [number, number];
  if (a.size === 0)
    return zeros([...a.shape.slice(0, -2), m + n, n], { dtype: a.dtype as "float32" });
  const done: Reflections[] = [];
  const found: Tensor[] = [];
  let left = a;
  for (const { from, to } of panels(n)) {
    const width = to - from;
    const { v, t, panel } = reflect(columns(left, 0, width), from);
    done.push({ v, t, from, to });
    found.push(panel);
    if (to === n) break;
    const rest = columns(left, width, n - from);
    left = rest.sub(v.matmul(transposed(t).matmul(transposed(v).matmul(rest)))) as Tensor;
  }
  let q = identity(m, n, a.dtype);
  for (const { v, t } of done.toReversed()) {
    q = q.sub(v.matmul(t.matmul(transposed(v).matmul(q)))) as Tensor;
  }
  return concatenate([q, upper(rows(concatenate(found, -1), 0, n))], -2);
}

/** Reflects the columns of a panel, whose first one is column `from` of the matrix, one after the other. */
function reflect(
  given: Tensor,
  from: number,
): { readonly v: Tensor; readonly t: Tensor; readonly panel: Tensor } {
  const [m, width] = given.shape.slice(-2) as [number, number];
  const [zero, one] = [constant(0, given.dtype), constant(1, given.dtype)];
  const place = diagonals(m, width).add(from) as Tensor;
  const [below, on] = [place.less(0), place.equal(0)] as [Tensor, Tensor];
  const vectors: Tensor[] = [];
  let panel = given;
  for (let j = 0; j < width; j++) {
    const column = columns(panel, j, j + 1);
    const here = rows(column, from + j, from + j + 1);
    const under = where(columns(below, j, j + 1), column, zero);
    const square = under.square().sum(-2, { keepDims: true });
    const length = square.add(here.square()).sqrt();
    const first = here.add(where(here.less(zero), length.neg(), length));
    // With half of the square of its length 1, so that `I − v·vᵀ` reflects; or 0, where nothing stands below.
    const scale = where(square.greater(zero), one.div(length.mul(first.abs()).sqrt()), zero);
    const v = where(columns(on, j, j + 1), first, under).mul(scale) as Tensor;
    vectors.push(v);
    panel = panel.sub(v.mul(transposed(v).matmul(panel))) as Tensor;
  }
  const v = concatenate(vectors, -1) as Tensor;
  const products = transposed(v).matmul(v) as Tensor;
  return { v, t: inverseOfTriangle(withUnitDiagonal(upper(products))), panel };
}
