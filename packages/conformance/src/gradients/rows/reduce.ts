import type { Tensor } from "@chainrule/tensor";
import { bincount, median, quantile, unique } from "@chainrule/tensor/functional";
import { convention, of, on, type Part, type Row, row, type Rows, smooth, within } from "../row.ts";

type Reducing = (x: Tensor, axis?: number | number[], options?: { keepDims: boolean }) => Tensor;

/** Over all axes, one, and several that stay with length 1. */
function reduction(f: Reducing, ...more: readonly Part[]): Row {
  return row(
    smooth((x: Tensor) => f(x), [2, 3]),
    on("one axis", (x: Tensor) => f(x, 1), [2, 3]),
    on("several axes, kept", (x: Tensor) => f(x, [0, 2], { keepDims: true }), [2, 3, 2]),
    ...more,
  );
}

const ties = [
  [1, 3, 3],
  [2, 2, 2],
];
const zeros = [
  [2, 3, 4],
  [2, 0, 4],
  [0, 3, 0],
];

export const reduce: Rows = {
  sum: reduction((x, ...rest) => x.sum(...rest)),
  mean: reduction((x, ...rest) => x.mean(...rest)),
  prod: reduction(
    (x, ...rest) => x.prod(...rest),
    on("zeros", (x) => x.prod(1), of(zeros)),
    convention(
      "the product of the other elements, also among zeros",
      (x) => x.prod(),
      [[0, 2, 3]],
      [[6, 0, 0]],
    ),
  ),
  max: reduction(
    (x, ...rest) => x.max(...rest),
    on("ties", (x) => x.max(1), of(ties)),
    convention(
      "shared equally by the largest elements",
      (x) => x.max(),
      [[1, 4, 4]],
      [[0, 0.5, 0.5]],
    ),
  ),
  min: reduction(
    (x, ...rest) => x.min(...rest),
    on("ties", (x) => x.min(1), of(ties)),
    convention(
      "shared equally by the smallest elements",
      (x) => x.min(),
      [[4, 1, 1]],
      [[0, 0.5, 0.5]],
    ),
  ),
  variance: reduction(
    (x, ...rest) => x.variance(...rest),
    on("correction", (x) => x.variance(1, { correction: 1 }), [2, 3]),
    on("equal elements", (x) => x.variance(), of([2, 2, 2])),
  ),
  std: reduction(
    (x, ...rest) => x.std(...rest),
    on("correction", (x) => x.std(1, { correction: 1 }), [2, 3]),
    convention("0 where all elements are equal", (x) => x.std(), [[2, 2]], [[0, 0]]),
  ),
  norm: reduction(
    (x, ...rest) => x.norm(...rest),
    on(
      "orders 1, 3 and ½",
      (x) =>
        x!
          .norm(1, { order: 1 })
          .add(x.norm(1, { order: 3 }))
          .add(x.norm(1, { order: 0.5 })),
      [2, 3],
    ),
    on(
      "orders ∞ and −∞",
      (x) => x.norm(1, { order: Infinity }).add(x.norm(1, { order: -Infinity })),
      [2, 3],
    ),
    convention("0 where the norm is 0", (x) => x.norm(), [[0, 0]], [[0, 0]]),
    convention(
      "shared by equal largest sizes",
      (x) => x.norm(0, { order: Infinity }),
      [[2, -2, 1]],
      [[0.5, -0.5, 0]],
    ),
  ),
  normalize: row(
    smooth((x) => x.normalize(), [2, 3]),
    on("order 1, another axis", (x) => x.normalize(0, { order: 1 }), [3, 2]),
    convention("1 / eps where the norm is 0", (x) => x.normalize(0, { eps: 0.5 }), [[0]], [[2]]),
  ),
  logSumExp: reduction(
    (x, ...rest) => x.logSumExp(...rest),
    on(
      "ties, large",
      (x) => x.logSumExp(1),
      of([
        [1, 1, 1],
        [50, 50, -50],
      ]),
    ),
  ),
  cumsum: row(
    smooth((x) => x.cumsum(1), [2, 5]),
    on(
      "all, backwards, without itself",
      (x) => x.cumsum(undefined, { reverse: true, exclusive: true }),
      [2, 3],
    ),
  ),
  cumprod: row(
    smooth((x) => x.cumprod(1), within(0.5, 2, 2, 4)),
    on("zeros", (x) => x.cumprod(1), of(zeros)),
    on("backwards, without itself", (x) => x.cumprod(0, { reverse: true, exclusive: true }), [4]),
  ),
  sort: row(
    smooth((x) => x.sort().mul([1, 2, 3]), [2, 3]),
    on("descending, another axis", (x) => x.sort(0, { descending: true }).mul([[1], [2]]), [2, 3]),
    on("ties", (x) => x.sort().mul([1, 2, 3]), of([2, 1, 2])),
    convention(
      "equal elements keep their order",
      (x) => x.sort().mul([1, 2, 3]),
      [[2, 1, 2]],
      [[2, 1, 3]],
    ),
  ),
  quantile: row(
    smooth((x) => quantile(x, 0.3, 1), [2, 4]),
    on("of all, kept", (x) => quantile(x, 0.7, undefined, { keepDims: true }), [2, 3]),
    on("an element", (x) => quantile(x, 0.2, 0, { interpolation: "nearest" }), [4, 2]),
    convention(
      "to the elements that it is made of, of equal ones to the first in order",
      (x) => quantile(x, 0.25, 0),
      [[2, 1, 1, 3, 3, 3]],
      [[0.25, 0, 0.75, 0, 0, 0]],
    ),
  ),
  median: row(
    smooth((x) => median(x, 1), [2, 4]),
    on("an odd number", (x) => median(x), [5]),
    convention(
      "half to each of both in the middle",
      (x) => median(x),
      [[4, 1, 3, 2]],
      [[0, 0, 0.5, 0.5]],
    ),
  ),
  unique: row(
    smooth((x) => unique(x).values.square(), [5]),
    convention(
      "to the first of equal elements",
      (x) => unique(x).values.mul([1, 2]),
      [[3, 1, 3, 1]],
      [[2, 1, 0, 0]],
    ),
  ),
  bincount: row(smooth((weights) => bincount([0, 2, 2], 4, { weights }).square(), [3])),
  topK: row(
    smooth((x) => x.topK(2).values.mul([1, 2]), [2, 4]),
    on("smallest", (x) => x.topK(2, 0, { largest: false }).values.mul([[1], [2]]), [4, 2]),
    on("ties", (x) => x.topK(2).values, of([2, 1, 2, 2])),
    convention(
      "all to the first of equal elements",
      (x) => x.topK(1).values,
      [[1, 2, 2]],
      [[0, 1, 0]],
    ),
  ),
};
