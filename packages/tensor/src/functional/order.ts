import { asNode } from "../operand.ts";
import * as counting from "../ops/counting.ts";
import * as ops from "../ops/quantile.ts";
import type { CheckAxes, Reduce } from "../shapes/axes.ts";
import type { DTypeOf, Floating } from "../shapes/dtype.ts";
import type { ShapeOf } from "../shapes/shape.ts";
import { type Operand, type Tensor, tensorOf } from "../tensor.ts";

/**
 * The number that the part `q` of the elements along `axis`, or of all where no axis is given, is not above. Of n elements in order it is the one at the place
 * `q·(n − 1)`, or between places `a + (b − a)·rest`, as in NumPy and PyTorch. `interpolation` may be `"lower"`, `"higher"`, `"nearest"` (half way to the even
 * place) or `"midpoint"` instead.
 *
 * NaN among the elements gives NaN; between two infinities there is NaN, too. The gradient goes to the one or two elements that it is made of, of equal ones to
 * the first in order. Integers and bools give float32. Throws `ShapeError` where there is no such axis, or no element, and `RangeError` where `q` is not from 0 to 1.
 * Another `q` is the same program where it lies between elements, too.
 *
 * ```ts
 * import { quantile } from "@chainrule/tensor/functional";
 *
 * const x = [3, 1, 4, 2];
 * quantile(x, 0.5); // => 2.5
 * quantile(x, 0.25, 0, { interpolation: "lower" }); // => 1
 * ```
 */
export function quantile<
  const O extends Operand,
  const X extends number | undefined = undefined,
  const K extends boolean = false,
>(
  x: O,
  q: number,
  axis?: X & CheckAxes<"quantile", ShapeOf<O>, X>,
  options?: ops.QuantileOptions<K>,
): Tensor<Reduce<ShapeOf<O>, X, K>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.quantile("quantile", asNode(x, null, "quantile"), q, axis, options));
}

/**
 * The element in the middle along `axis`, or of all where no axis is given: of an even number of elements the mean of both, as NumPy's. (PyTorch's is the lower of both: `interpolation: "lower"`.)
 *
 * NaN, dtypes and errors are those of `quantile` with `q` ½, and so are gradients: of an even number of elements each of both in the middle has half.
 *
 * ```ts
 * import { median } from "@chainrule/tensor/functional";
 *
 * median([[3, 1, 2], [9, 7, 8]], 1); // => [2, 8]
 * median([3, 1, 4, 2], 0, { interpolation: "lower" }); // => 2
 * ```
 */
export function median<
  const O extends Operand,
  const X extends number | undefined = undefined,
  const K extends boolean = false,
>(
  x: O,
  axis?: X & CheckAxes<"median", ShapeOf<O>, X>,
  options?: ops.QuantileOptions<K>,
): Tensor<Reduce<ShapeOf<O>, X, K>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.quantile("median", asNode(x, null, "median"), 0.5, axis, options));
}

/**
 * Where each of `values` belongs in `sorted`, elements of one axis from the smallest to the largest, to keep them in order: how many of them are below it, or with
 * `side: "right"` not above it, as int32. As NumPy's and PyTorch's `searchsorted`; PyTorch's `bucketize(values, sorted)` has its arguments the other way round.
 * NaN counts as the largest, as in `sort`. The shape is that of `values`; it takes log n steps, each of which reads one element for each value. There is no
 * gradient. Throws `ShapeError` where `sorted` has not one axis.
 *
 * ```ts
 * import { searchSorted } from "@chainrule/tensor/functional";
 *
 * const ages = [3, 18, 70];
 * searchSorted([6, 18, 65], ages); // => [0, 1, 3]
 * searchSorted([6, 18, 65], ages, { side: "right" }); // => [0, 2, 3]
 * ```
 */
export function searchSorted<const S extends Operand, const V extends Operand>(
  sorted: S,
  values: V,
  options?: counting.SearchOptions,
): Tensor<ShapeOf<V>, "int32"> {
  return tensorOf(counting.searchSorted(sorted, values, options));
}
